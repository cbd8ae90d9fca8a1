import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'

const EXPIRED = { status: 401, body: { code: 'NotAuthenticated' } }
const PAGE = { status: 200, body: { items: [], nextCursor: null } }

describe('a call', () => {
  it('encodes its query for a URL, and leaves out what is not given', async () => {
    const { api, requests } = clientOf(() => PAGE)
    await api.listReels({ query: { tag: 'a b&c=ü', limit: 2 } })
    await api.listReels({ query: {} })
    await api.listReels()
    expect(requests.map(({ url }) => url)).toEqual([
      'https://api.example/reels?tag=a%20b%26c%3D%C3%BC&limit=2',
      'https://api.example/reels',
      'https://api.example/reels',
    ])
  })

  it('escapes the parameters of its path', async () => {
    const { api, requests } = clientOf(() => ({ status: 200, body: {} }))
    await api.getReel({ params: { reelId: '../me?a=b' } })
    expect(requests[0]?.url).toBe('https://api.example/reels/..%2Fme%3Fa%3Db')
  })

  it('sends its body as JSON with its idempotency key, and cookies', async () => {
    const { api, requests } = clientOf(() => ({ status: 201, body: {} }))
    const body = { title: 'Waves', price: { amount: 0, currency: 'EUR' }, video: { base64: 'AAAA' } }
    await api.createReel({ body, idempotencyKey: 'key-1' })
    expect(requests[0]?.init).toMatchObject({
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
      body: JSON.stringify(body),
    })
    await api.listReels()
    expect(requests[1]?.init.headers).toEqual({})
  })

  it('hands its signal to fetch', async () => {
    const { api, requests } = clientOf(() => PAGE)
    const { signal } = new AbortController()
    await api.listReels({}, { signal })
    expect(requests[0]?.init.signal).toBe(signal)
  })

  it('gives the output, nothing after a 204, or the problem', async () => {
    const { api } = clientOf(({ url }) => {
      if (url.endsWith('/reels')) return PAGE
      return url.endsWith('/logout')
        ? { status: 204, body: null }
        : { status: 404, body: { code: 'ReelNotFound' } }
    })
    expect(await api.listReels()).toEqual({ ok: true, status: 200, data: PAGE.body })
    expect(await api.logout()).toEqual({ ok: true, status: 204, data: undefined })
    expect(await api.getReel({ params: { reelId: 'a' } })).toEqual({
      ok: false,
      status: 404,
      problem: { code: 'ReelNotFound' },
    })
  })

  it.each([
    [502, '<html>Bad Gateway</html>'],
    [503, '{"message":"Service Unavailable"}'],
    [504, ''],
    [200, '<html>Log in to this network</html>'],
  ])('throws a TypeError if the answer is not from the API: %i %s', async (status, text) => {
    const api = createClient({
      baseUrl: 'https://api.example',
      fetch: async () => new Response(text, { status }),
    })
    await expect(api.listReels()).rejects.toThrow(new TypeError(`The API did not answer (${status})`))
  })
})

describe('an expired access cookie', () => {
  it('is renewed once for all calls under way, and each is repeated', async () => {
    let fresh = false
    const { api, paths } = clientOf(({ url }) => {
      if (url.endsWith('/auth/refresh')) {
        fresh = true
        return { status: 204, body: null }
      }
      return fresh ? PAGE : EXPIRED
    })
    const results = await Promise.all([api.listLikes(), api.listSaves(), api.listMyReels()])
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(paths()).toEqual([
      '/me/likes',
      '/me/saves',
      '/me/reels',
      '/auth/refresh',
      '/me/likes',
      '/me/saves',
      '/me/reels',
    ])
  })

  it('is renewed again when the next one expires', async () => {
    let calls = 0
    const { api, paths } = clientOf(({ url }) => {
      if (url.endsWith('/auth/refresh')) return { status: 204, body: null }
      calls += 1
      return calls % 2 === 1 ? EXPIRED : PAGE
    })
    await api.listLikes()
    await api.listLikes()
    expect(paths().filter(path => path === '/auth/refresh')).toHaveLength(2)
  })

  it('ends the call with its 401 if the session has ended', async () => {
    const { api, paths } = clientOf(({ url }) =>
      url.endsWith('/auth/refresh') ? { status: 401, body: { code: 'SessionExpired' } } : EXPIRED,
    )
    expect(await api.getMe()).toEqual({ ok: false, status: 401, problem: { code: 'NotAuthenticated' } })
    expect(paths()).toEqual(['/auth/me', '/auth/refresh'])
  })

  it('is not renewed after a wrong password', async () => {
    const { api, paths } = clientOf(() => ({ status: 401, body: { code: 'InvalidCredentials' } }))
    await api.loginUser({ body: { email: 'ada@example.com', password: 'wrong' } })
    expect(paths()).toEqual(['/auth/users/login'])
  })
})

interface SentRequest {
  url: string
  init: RequestInit
}

/** A client whose API answers with what `answer` returns. */
function clientOf(answer: (request: SentRequest) => { status: number; body: object | null }) {
  const requests: SentRequest[] = []
  async function send(input: unknown, init: RequestInit = {}): Promise<Response> {
    const request = { url: String(input), init }
    requests.push(request)
    const { status, body } = answer(request)
    return new Response(body && JSON.stringify(body), { status })
  }
  function paths(): string[] {
    return requests.map(({ url }) => new URL(url).pathname)
  }
  return { api: createClient({ baseUrl: 'https://api.example/', fetch: send }), requests, paths }
}
