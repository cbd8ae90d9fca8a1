import { get } from 'node:http'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const { oneByOneAfterRefusal } = require('./floods.cjs')
const hapi = createRequire(require.resolve('serverless-offline'))('@hapi/hapi')

const AT_ONCE = 6

interface HapiToolkit {
  response(body: string): { code(status: number): unknown }
}

it('serves one request at a time of a caller who was refused with 429, and those of others meanwhile', async () => {
  const server = new hapi.Server({ port: 0, host: '127.0.0.1' })
  oneByOneAfterRefusal(server)
  let underWay = 0
  let most = 0
  server.route({
    method: 'GET',
    path: '/refused',
    async handler(_: unknown, h: HapiToolkit) {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise(resolve => setImmediate(resolve))
      underWay -= 1
      return h.response('').code(429)
    },
  })
  // Answers nobody until all are there.
  const all = Promise.withResolvers<void>()
  let arrived = 0
  server.route({
    method: 'GET',
    path: '/together',
    async handler() {
      arrived += 1
      if (arrived === AT_ONCE) all.resolve()
      await all.promise
      return 'all'
    },
  })
  await server.start()
  const askAtOnce = (path: string, localAddress: string) =>
    Promise.all(Array.from({ length: AT_ONCE }, () => statusOf(`${server.info.uri}${path}`, localAddress)))
  try {
    await statusOf(`${server.info.uri}/refused`, '127.0.0.2')
    const [flood, others] = await Promise.all([
      askAtOnce('/refused', '127.0.0.2'),
      askAtOnce('/together', '127.0.0.3'),
    ])
    expect({ flood: new Set(flood), others: new Set(others), most }).toEqual({
      flood: new Set([429]),
      others: new Set([200]),
      most: 1,
    })
  } finally {
    await server.stop()
  }
})

function statusOf(url: string, localAddress: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  get(url, { localAddress, agent: false }, ({ statusCode }) => resolve(statusCode)).once('error', reject)
  return promise
}
