import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Gateway, startGateway } from '#local/gateway.ts'
import { askOddly, ODD_REQUESTS } from '../setup/gateway/odd-requests.ts'

let laptop: Gateway

beforeAll(async () => {
  laptop = await startGateway({
    root: process.cwd(),
    port: await freePort(),
    lambdaPort: await freePort(),
    environment: inject('settings'),
    print: () => undefined,
  })
})

afterAll(() => laptop.close())

describe('a laptop and the packaged functions', () => {
  it.for(ODD_REQUESTS)('answer the same to $what, $method $path', async odd => {
    const [local, packaged] = [await askOddly(laptop, odd), await askOddly({ url: inject('apiUrl') }, odd)]
    expect(packaged.outcome).toBe(odd.outcome)
    expect(local).toEqual(packaged)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, 'localhost', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
