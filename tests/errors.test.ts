import { describe, expect, inject, it } from 'vitest'
import { newUser } from './setup/people.ts'

const api = inject('apiUrl')
const ALLOWED = 'http://localhost:4000'

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body: Record<string, unknown> = JSON.parse(await response.text())
  expect(body['status']).toBe(response.status)
  expect(body['requestId']).toBe(response.headers.get('x-request-id'))
  return body
}

describe('a path or a method that nobody serves', () => {
  it('is a problem 404', async () => {
    for (const path of ['/nothing', '/reels/x/y/z', '/Reels', '/%00']) {
      const response = await fetch(api + path)
      expect(await problem(response)).toMatchObject({ code: 'NotFound', status: 404 })
    }
  })

  it('is a problem 405 that names the methods, where the path is known', async () => {
    const response = await fetch(`${api}/reels/uploads/`, { method: 'GET' })
    expect([404, 405]).toContain(response.status)
    for (const [path, method, allow] of [
      ['/reels', 'DELETE', 'GET, POST'],
      ['/health', 'POST', 'GET'],
      [`/reels/${'0'.repeat(24)}/like`, 'GET', 'DELETE, PUT'],
    ] as const) {
      const response = await fetch(api + path, { method })
      expect(await problem(response)).toMatchObject({ code: 'MethodNotAllowed' })
      expect(response.headers.get('allow')).toBe(allow)
    }
  })
})

describe('every answer', () => {
  const outcomes: [string, RequestInit & { path: string }][] = [
    ['success', { path: '/reels' }],
    ['404', { path: '/nothing' }],
    ['401', { path: '/auth/me' }],
    ['422', { path: '/reels?limit=0' }],
    ['415', { path: '/auth/users/login', method: 'POST', body: '{}' }],
  ]

  it.each(outcomes)('has the security headers and a request id: %s', async (_, { path, ...init }) => {
    const { headers } = await fetch(api + path, init)
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{20,}$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  it.each(outcomes)(
    'lets an allowed origin read it, with cookies, and no other one: %s',
    async (_, { path, ...init }) => {
      const from = async (origin: string) =>
        (await fetch(api + path, { ...init, headers: { origin } })).headers
      const allowed = await from(ALLOWED)
      expect(allowed.get('access-control-allow-origin')).toBe(ALLOWED)
      expect(allowed.get('access-control-allow-credentials')).toBe('true')
      expect(allowed.get('vary')).toMatch(/origin/i)
      const refused = await from('https://evil.example')
      expect(refused.get('access-control-allow-origin')).toBe(ALLOWED)
      expect((await from('null')).get('access-control-allow-origin')).toBe(ALLOWED)
    },
  )
})

describe('a preflight', () => {
  it('allows the methods and headers of the API to an allowed origin', async () => {
    const response = await fetch(`${api}/reels`, {
      method: 'OPTIONS',
      headers: {
        origin: ALLOWED,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
    })
    expect(response.ok).toBe(true)
    expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED)
    expect(response.headers.get('access-control-allow-methods')).toContain('PATCH')
    expect(response.headers.get('access-control-allow-headers')).toContain('idempotency-key')
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(600)
  })
})

describe('an unsafe request with cookies', () => {
  it('is taken from an allowed origin, from this API itself and from no browser; else refused', async () => {
    const user = await newUser()
    const statusFrom = async (headers: Record<string, string>) =>
      (await user.browser.fetch(`${api}/reels/${'0'.repeat(24)}/like`, { method: 'PUT', headers })).status
    expect(await statusFrom({ origin: ALLOWED })).toBe(404)
    expect(await statusFrom({ origin: api })).toBe(404)
    expect(await statusFrom({})).toBe(404)
    expect(await statusFrom({ 'sec-fetch-site': 'same-origin' })).toBe(404)
    expect(await statusFrom({ origin: 'https://evil.example' })).toBe(403)
    expect(await statusFrom({ origin: 'null' })).toBe(403)
    expect(await statusFrom({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  })
})

describe('the service', () => {
  it('says that it is well, what its limits are and what its contract is', async () => {
    const json = async (path: string): Promise<Record<string, unknown>> =>
      JSON.parse(await (await fetch(api + path)).text())
    expect(await json('/health')).toMatchObject({ status: 'ok', checks: { database: 'ok' } })
    expect(await json('/config')).toMatchObject({
      video: { maxBase64Bytes: 4_194_304, maxDirectBytes: 104_857_600 },
    })
    expect(await json('/openapi.json')).toMatchObject({ openapi: '3.1.1', paths: { '/reels': {} } })
  })
})
