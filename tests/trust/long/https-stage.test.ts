import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import type { HttpResponse } from '#shared/http/call.ts'
import { contract } from '../../setup/contract/contract.ts'
import { validBodies } from '../../setup/contract/valid-bodies.ts'
import { callInProcess } from '../../setup/gateway/in-process.ts'
import { tally } from '../../setup/gateway/requests.ts'
import '../../setup/reports/seen.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

const appName = `https-${randomUUID()}`
const uri = new URL(inject('mongodbUri'))
uri.searchParams.set('appName', appName)

/** A stage that is served over https, in this process: its gateway would add nothing to an answer. */
const settings = {
  STAGE: 'staging',
  MONGODB_URI: uri.href,
  ALLOWED_ORIGINS: 'https://app.example,https://*.preview.example',
  SESSION_KEYS: `one:${'a-secret-of-the-https-tests'.repeat(2)}`,
  IMAGEKIT_PRIVATE_KEY: 'private_of_the_https_tests',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_of_the_https_tests',
  STRIPE_SECRET_KEY: 'sk_test_of_the_https_tests',
  STRIPE_WEBHOOK_SECRETS: 'account:whsec_https,connect:whsec_https,thin:whsec_https',
  POWERTOOLS_LOG_LEVEL: 'CRITICAL',
}

interface Options {
  body?: string | undefined
  cookies?: string[]
  headers?: Record<string, string>
}

function call(
  method: string,
  path: string,
  { body, cookies = [], headers = {} }: Options = {},
): Promise<HttpResponse> {
  const all = { 'content-type': 'application/json', ...headers }
  const init = { method, headers: all, ...(body !== undefined && { body }) }
  return callInProcess(`https://api.example${path}`, init, {
    settings,
    event: { cookies },
    sourceIp: '127.0.0.1',
  })
}

function expectSafe({ headers }: HttpResponse, told: string): void {
  const [, seconds] = /max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '') ?? []
  expect(Number(seconds), told).toBeGreaterThanOrEqual(YEAR_SECONDS)
  expect(headers['x-content-type-options'], told).toBe('nosniff')
  expect(headers['content-security-policy'], told).toContain("frame-ancestors 'none'")
  expect(headers['referrer-policy'], told).toBe('no-referrer')
  expect(headers['cache-control'], told).toMatch(/^(private, no-store|public, max-age=\d+)$/)
  expect(headers['x-request-id'], told).toMatch(/^[\w-]{20,}$/)
}

async function registered(role: 'users' | 'partners', name: string): Promise<string[]> {
  const answer = await call('POST', `/auth/${role}/register`, { body: JSON.stringify(validBodies[name]?.()) })
  expect(answer.statusCode).toBe(201)
  return (answer.cookies ?? []).map(cookie => cookie.split(';')[0] ?? '')
}

describe('a stage that is served over https', () => {
  it('[23] sends HSTS for a year on every route, whatever the outcome', { timeout: 60_000 }, async ({
    task,
  }) => {
    const [user, partner] = [
      await registered('users', 'registerUser'),
      await registered('partners', 'registerPartner'),
    ]
    const statuses: number[] = []
    const ending = ['logout', 'refreshSession', 'endOtherSessions']
    for (const { name, endpoint } of [...contract].sort(
      (a, b) => ending.indexOf(a.name) - ending.indexOf(b.name),
    )) {
      const path = endpoint.path.replace(/\{\w+\}/g, '0'.repeat(24))
      const valid = endpoint.body ? JSON.stringify(validBodies[name]?.()) : undefined
      for (const cookies of [[], user, partner]) {
        const answers = [
          await call(endpoint.method, path, { cookies, body: valid }),
          await call(endpoint.method, path, { cookies, body: '{' }),
          await call(endpoint.method, path, {
            cookies,
            body: '{"x":1}',
            headers: { 'content-type': 'text/plain' },
          }),
          await call(endpoint.method, path, {
            cookies,
            body: valid,
            headers: { origin: 'https://evil.example' },
          }),
        ]
        for (const answer of answers) {
          statuses.push(answer.statusCode)
          expectSafe(answer, `${name} ${answer.statusCode}`)
          for (const cookie of answer.cookies ?? [])
            expect(cookie, name).toMatch(/^__(Host|Secure)-.*; Secure$/)
        }
      }
    }
    task.meta.seen = `${contract.length} routes: ${tally(statuses.map(String))}`
  })

  it('[23] sends HSTS on preflights, outages and internal errors', async ({ task }) => {
    const client = await new mongoose.mongo.MongoClient(inject('mongodbUri')).connect()
    const configure = (command: object) =>
      client.db('admin').command({ configureFailPoint: 'failCommand', ...command })
    onTestFinished(async () => {
      await configure({ mode: 'off' })
      await client.close()
    })
    const failing = async (errorCode: number): Promise<HttpResponse> => {
      await configure({
        mode: { times: 5 },
        data: { failCommands: ['find', 'aggregate', 'ping'], errorCode, appName },
      })
      const answer = await call('GET', '/reels')
      await configure({ mode: 'off' })
      return answer
    }
    const answers = [await call('OPTIONS', '/reels'), await failing(91), await failing(8_000)]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 503, 500])
    for (const answer of answers) expectSafe(answer, String(answer.statusCode))
    expect(answers[1]?.headers['retry-after']).toBeDefined()
    task.meta.seen = answers.map(({ statusCode }) => statusCode).join(', ')
  })

  it('[21] names exactly the origins that are listed, by name or by one label', async ({ task }) => {
    const allowed = ['https://app.example', 'https://pr-7.preview.example']
    const refused = [
      'http://app.example',
      'https://app.example:444',
      'https://app.example.evil.example',
      'https://evil-app.example',
      'https://preview.example',
      'https://a.b.preview.example',
      'https://evil.example#.preview.example',
      'https://evil.example/.preview.example',
      'https://x.preview.example\n',
      'https://xApreviewAexample',
      'null',
    ]
    const named = async (origin: string) => {
      const init = { headers: { 'content-type': 'application/json' } }
      const event = { headers: { origin } }
      const answer = await callInProcess('https://api.example/config', init, { settings, event })
      expect(answer.headers['vary'] ?? answer.headers['Vary']).toMatch(/origin/i)
      return answer.headers['access-control-allow-origin'] ?? answer.headers['Access-Control-Allow-Origin']
    }
    for (const origin of allowed) expect(await named(origin)).toBe(origin)
    for (const origin of refused) expect(await named(origin), origin).toBe('https://app.example')
    task.meta.seen = `${allowed.length} echoed, ${refused.length} not`
  })
})
