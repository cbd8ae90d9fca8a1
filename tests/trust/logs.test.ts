import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { contract } from '../setup/contract/contract.ts'
import { validBodies } from '../setup/contract/valid-bodies.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { type Answer, request } from '../setup/gateway/requests.ts'
import { captureLog } from '../setup/logs/capture-log.ts'
import { FORGED_LINE, logCheck } from '../setup/logs/log-check.ts'
import { newPartner, newUser, PASSWORD } from '../setup/people/people.ts'
import { publishReel, readClip } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const INJECTED = `x\r\n${FORGED_LINE}: x\r\nset-cookie: injected=1\r\n\r\n<html>`
const ENCODED = encodeURIComponent(INJECTED)

// The handlers in this process log everything that can be logged, and have connections of a name of their own.
const appName = `logs-${randomUUID()}`
const uri = new URL(inject('mongodbUri'))
uri.searchParams.set('appName', appName)
const LOUD = { POWERTOOLS_LOG_LEVEL: 'DEBUG', MONGODB_URI: uri.href }

function expectNothingInjected(answer: Pick<Answer, 'headers'>, told: string): void {
  expect(answer.headers.get(FORGED_LINE), told).toBeNull()
  expect(answer.headers.getSetCookie().join(), told).not.toContain('injected')
  for (const [name, value] of answer.headers) expect(value, `${told}: ${name}`).not.toMatch(/[\r\n]/)
}

describe('CR and LF', () => {
  it('[31] encodes CR and LF in paths, queries, fields and names of fields, so that they make no header and no log line', async ({
    task,
  }) => {
    const partner = await newPartner()
    const { fetch } = partner.browser
    let requests = 0
    const send = async (method: string, path: string, options: Parameters<typeof request>[2] = {}) => {
      requests += 1
      const answer = await request(method, path, { fetch, ...options })
      expectNothingInjected(answer, `${method} ${path}`)
      expect(answer.status, `${method} ${path}`).toBeLessThan(500)
      return answer
    }
    for (const { name, endpoint } of contract) {
      const path = endpoint.path.replace(/\{\w+\}/g, ENCODED)
      const body = endpoint.body ? { ...validBodies[name]?.(), [INJECTED]: INJECTED } : undefined
      await send(endpoint.method, `${path}?${ENCODED}=${ENCODED}&cursor=${ENCODED}`, body && { body })
    }
    await send('GET', `/${ENCODED}`)
    // The first one has logged out on the way.
    const other = await newPartner()
    const told = await send('PATCH', `/reels/${'0'.repeat(24)}`, {
      body: { [INJECTED]: 1, title: INJECTED },
      fetch: other.browser.fetch,
    })
    // JSON has its own way to write them.
    expect(told.text).not.toMatch(/[\r\n]/)
    const { detail, errors }: { detail: string; errors: { path: string }[] } = JSON.parse(told.text)
    for (const shown of [detail, ...errors.map(({ path }) => path)]) expect(shown).not.toMatch(/[\r\n]/)
    const reel = await publishReel(other)
    const body = { description: `A\r\n${FORGED_LINE}` }
    expect((await send('PATCH', `/reels/${reel.id}`, { body, fetch: other.browser.fetch })).status).toBe(200)
    expect((await send('GET', `/reels/${reel.id}`)).text).not.toMatch(/[\r\n]/)
    task.meta.seen = `${requests} requests`
  })

  it('[31] encodes CR and LF in headers, which only a gateway could pass on', async () => {
    const log = captureLog()
    const partner = await newPartner()
    const cookies = [...partner.browser.cookies].map(([name, { value }]) => `${name}=${value}`)
    const headers = {
      'content-type': 'application/json',
      origin: `http://localhost:4000${INJECTED}`,
      'idempotency-key': INJECTED,
      'x-request-id': INJECTED,
      'x-amzn-trace-id': INJECTED,
      'user-agent': INJECTED,
    }
    const body = JSON.stringify(validBodies['createReel']?.())
    const http = { method: 'POST', sourceIp: INJECTED, userAgent: INJECTED }
    for (const sent of [cookies, [...cookies, `${INJECTED}=${INJECTED}`]]) {
      const event = { headers, cookies: sent, body, requestContext: { http }, rawPath: INJECTED }
      const init = { method: 'POST' }
      const answer = await callInProcess('http://localhost/reels', init, { event, settings: LOUD })
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      expect(answer.statusCode).toBeLessThan(500)
      for (const value of Object.values(answer.headers)) expect(value).not.toMatch(/[\r\n]/)
      expect(answer.body).not.toMatch(/[\r\n]/)
    }
    expect(log.text()).not.toMatch(new RegExp(`^${FORGED_LINE}`, 'm'))
  })
})

describe('the log', () => {
  it('[31] logs no secret of a request that ends with an internal error', async ({ task }) => {
    const client = await new mongoose.mongo.MongoClient(inject('mongodbUri')).connect()
    const failing = (failCommands: string[]) =>
      client.db('admin').command({
        configureFailPoint: 'failCommand',
        mode: { times: 1 },
        // 8000 is not an outage but an unexpected error, which is logged with everything that is known about it.
        data: { failCommands, errorCode: 8_000, appName },
      })
    onTestFinished(async () => {
      await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' })
      await client.close()
    })
    const log = captureLog()
    const call = (method: string, path: string, body: unknown, cookies: string[] = []) =>
      callInProcess(
        `http://localhost${path}`,
        { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        { event: { cookies }, settings: LOUD, sourceIp: '127.0.0.1' },
      )
    const partner = await newPartner()
    const user = await newUser()
    const cookiesOf = (person: typeof user) =>
      [...person.browser.cookies].map(([name, { value }]) => `${name}=${value}`)
    const video = { base64: (await readClip('sunrise-run.mov')).toString('base64') }
    const statuses: number[] = []
    const calls: [string[], () => ReturnType<typeof call>][] = [
      [['insert'], () => call('POST', '/auth/users/register', validBodies['registerUser']?.())],
      [['insert'], () => call('POST', '/auth/partners/register', validBodies['registerPartner']?.())],
      [
        ['find', 'aggregate'],
        () => call('POST', '/auth/users/login', { email: user.email, password: PASSWORD }),
      ],
      [['find', 'aggregate'], () => call('POST', '/auth/refresh', undefined, cookiesOf(user))],
      [
        ['findAndModify', 'update'],
        () =>
          call(
            'PUT',
            '/auth/password',
            { currentPassword: PASSWORD, newPassword: 'nine-green-ladders' },
            cookiesOf(user),
          ),
      ],
      [
        ['insert'],
        () => call('POST', '/reels', { ...validBodies['createReel']?.(), video }, cookiesOf(partner)),
      ],
      [['insert'], () => call('POST', '/reels/uploads', validBodies['createUpload']?.(), cookiesOf(partner))],
    ]
    // The first connection is not to fail.
    await call('GET', '/health', undefined)
    for (const [commands, send] of calls) {
      await failing(commands)
      statuses.push((await send()).statusCode)
    }
    const check = logCheck(inject('settings'))
    check.read(log.text())
    const { lines, faults } = check.end()
    expect(faults).toEqual([])
    expect(log.text()).toContain('An unexpected error')
    expect(statuses.filter(status => status === 500).length).toBeGreaterThanOrEqual(5)
    task.meta.seen = `${statuses.join(', ')}; ${lines} lines of log`
  })

  it('[31] checks the log of the whole run, and would find each kind of secret in it', async ({ task }) => {
    const settings = inject('settings')
    const user = await newUser()
    const cookie = [...user.browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
    const lines: Record<string, string> = {
      cookies: JSON.stringify({ message: cookie }),
      'an access token': user.browser.cookies.get('reels_access')?.value ?? '',
      'a password': JSON.stringify({ message: `of ${PASSWORD}` }),
      'a hash': '{"hash":"$2b$11$abcdefghijklmnopqrstuv1234567890abcdefghijklmnopqrstu"}',
      'the signing key': String((settings['SESSION_KEYS'] ?? '').split(':')[1]),
      'the private key': String(settings['IMAGEKIT_PRIVATE_KEY']),
      'the webhook secret': String(settings['IMAGEKIT_WEBHOOK_SECRET']),
      'an authorization header': `Basic ${Buffer.from(`${settings['IMAGEKIT_PRIVATE_KEY']}:`).toString('base64')}`,
      'a video': (await readClip('sunrise-run.mov')).toString('base64').slice(0, 400),
      'a forged line': `${FORGED_LINE}: x`,
      'a line that is cut': '{"level":"INFO","message":"a',
    }
    for (const [name, line] of Object.entries(lines)) {
      const check = logCheck(settings)
      check.read(`{"level":"INFO"}\n${line.slice(0, 5)}`)
      check.read(`${line.slice(5)}\n{"level":"INFO"}`)
      const { lines: count, faults } = check.end()
      expect(count, name).toBe(3)
      expect(faults.length, name).toBeGreaterThan(0)
    }
    const clean = logCheck(settings)
    clean.read('{"level":"INFO","message":"request","route":"/reels/{reelId}","status":200}\n')
    expect(clean.end().faults).toEqual([])
    task.meta.seen = Object.keys(lines).join(', ')
  })

  it('[31] logs the route, the status and the id of each request, but not its content', async () => {
    const marker = randomUUID().replaceAll('-', '').slice(0, 24)
    const answer = await request('GET', `/reels?tag=${marker}`)
    const id = answer.headers.get('x-request-id') ?? ''
    const deadline = Date.now() + 5_000
    const read = () => readFileSync('.local/tests/api.log', 'utf8')
    await vi.waitUntil(() => read().includes(id) || Date.now() > deadline, { timeout: 6_000 })
    const line = read()
      .split('\n')
      .find(text => text.includes(id) && text.includes('"message":"request"'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      method: 'GET',
      route: '/reels',
      status: 200,
      requestId: id,
    })
    expect(read()).not.toContain(marker)
  })
})
