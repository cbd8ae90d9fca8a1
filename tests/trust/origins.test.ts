import mongoose from 'mongoose'
import { describe, expect, inject, it } from 'vitest'
import { isUnsafe } from '#shared/http/endpoint.ts'
import { contract, pathAbout } from '../setup/contract/contract.ts'
import { ALLOWED_ORIGIN, REFUSED_ORIGIN } from '../setup/contract/outcomes.ts'
import { validBodies } from '../setup/contract/valid-bodies.ts'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { expectOk, newPartner, newUser, PASSWORD, type Person } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { publishReel } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const db = database()
const api = inject('apiUrl')

const REFUSED: Record<string, string>[] = [
  { origin: REFUSED_ORIGIN },
  { origin: 'null' },
  { origin: '' },
  { origin: `${ALLOWED_ORIGIN}.evil.example` },
  { origin: `${ALLOWED_ORIGIN}0` },
  { origin: ALLOWED_ORIGIN.replace('http:', 'https:') },
  { origin: ALLOWED_ORIGIN.toUpperCase() },
  { origin: `${ALLOWED_ORIGIN}/` },
  { origin: `${ALLOWED_ORIGIN}, ${REFUSED_ORIGIN}` },
  { origin: `${REFUSED_ORIGIN}?${ALLOWED_ORIGIN}` },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: REFUSED_ORIGIN, 'sec-fetch-site': 'same-origin' },
]
const TAKEN: Record<string, string>[] = [
  {},
  { origin: ALLOWED_ORIGIN },
  { origin: ALLOWED_ORIGIN, 'sec-fetch-site': 'cross-site' },
  { origin: api },
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
]

const unsafe = contract.filter(({ endpoint }) => isUnsafe(endpoint.method) && !endpoint.webhook)

/** Everything that is stored about a person and what belongs to them. */
async function stateOf(person: Person): Promise<unknown> {
  const _id = new mongoose.mongo.ObjectId(person.id)
  const find = (name: string, filter: object) => db.collection(name).find(filter).sort({ _id: 1 }).toArray()
  return Promise.all([
    find('users', { _id }),
    find('partners', { _id }),
    find('sessions', { account: { $in: [_id, person.id] } }),
    find('reels', { partner: _id }),
    find('likes', { user: _id }),
    find('saves', { user: _id }),
  ])
}

describe('an unsafe request with session cookies', async () => {
  const [partner, user] = [await newPartner(), await newUser()]
  const reel = await publishReel(partner)
  expectOk(await user.api.likeReel({ params: { reelId: reel.id } }))

  /** Requests that would change something if they were let through: with the right passwords and ids. */
  function bodyOf(name: string): unknown {
    if (name === 'deleteMe') return { password: PASSWORD }
    if (name === 'changePassword') return { currentPassword: PASSWORD, newPassword: 'nine-green-ladders' }
    return validBodies[name]?.()
  }

  it('[20] refuses an unsafe request from an origin that is not allowed, on every route, and changes nothing', async ({
    task,
  }) => {
    const before = [await stateOf(partner), await stateOf(user)]
    const outcomes: string[] = []
    for (const { name, endpoint } of unsafe) {
      const { fetch } = (endpoint.auth === 'user' ? user : partner).browser
      const path = pathAbout(endpoint.path, reel.id)
      for (const headers of REFUSED) {
        const answer = await request(endpoint.method, path, { headers, fetch, body: bodyOf(name) })
        outcomes.push(outcomeOf(answer))
        expect(outcomeOf(answer), `${name} ${JSON.stringify(headers)}`).toBe('403 OriginNotAllowed')
        expect(answer.headers.getSetCookie(), name).toEqual([])
      }
    }
    expect([await stateOf(partner), await stateOf(user)]).toEqual(before)
    task.meta.seen = `${unsafe.length} routes × ${REFUSED.length} kinds of origin: ${tally(outcomes)}`
  })

  it('[114] refuses to log in, to register, to reset, to refresh and to log out for another site, with and without cookies', async ({
    task,
  }) => {
    const owner = await newUser()
    const paths = unsafe.flatMap(({ endpoint: { auth, path, method } }) =>
      path.startsWith('/auth/') && (auth === 'public' || auth === 'optional') ? [{ path, method }] : [],
    )
    const wrong = { email: owner.email, password: 'not-the-password' }
    const outcomes: string[] = []
    const here = fetchFrom(newAddress())
    for (const { path, method } of paths) {
      for (const headers of REFUSED) {
        for (const fetch of [here, owner.browser.fetch]) {
          const answer = await request(method, path, { headers, fetch, body: wrong })
          outcomes.push(outcomeOf(answer))
          expect(answer.headers.getSetCookie(), path).toEqual([])
        }
      }
    }
    expect(new Set(outcomes)).toEqual(new Set(['403 OriginNotAllowed']))
    const next = await request('POST', '/auth/users/login', { fetch: here, body: wrong })
    expect(next.headers.get('ratelimit')).toContain('"login";r=14;')
    expect((await owner.api.getMe()).status).toBe(200)
    task.meta.seen = `${paths.length} routes: ${tally(outcomes)}`
  })

  it('[20] refuses such a request with either of the two cookies alone', async () => {
    const { browser } = await newUser()
    for (const name of ['reels_access', 'reels_refresh']) {
      const cookie = `${name}=${browser.cookies.get(name)?.value}`
      const headers = { cookie, origin: REFUSED_ORIGIN }
      expect(outcomeOf(await request('POST', '/auth/refresh', { headers }))).toBe('403 OriginNotAllowed')
    }
  })

  it('[20] accepts an unsafe request from an allowed origin, from this API itself, and from a client that is not a browser', async ({
    task,
  }) => {
    const outcomes: string[] = []
    for (const headers of TAKEN) {
      const path = `/reels/${reel.id}/like`
      const answer = await request('PUT', path, { headers, fetch: user.browser.fetch })
      outcomes.push(outcomeOf(answer))
      expect(answer.status, JSON.stringify(headers)).toBe(200)
    }
    task.meta.seen = tally(outcomes)
  })

  it('[20] answers reads from any origin, and they change nothing', async () => {
    const answer = await request('GET', '/auth/me', {
      headers: { origin: REFUSED_ORIGIN },
      fetch: user.browser.fetch,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED_ORIGIN)
  })
})

describe('a preflight', () => {
  const ask = (origin: string) =>
    request('OPTIONS', '/reels', {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
    })

  it('[21] allows the methods and headers of the API to an allowed origin', async () => {
    const { status, headers } = await ask(ALLOWED_ORIGIN)
    expect([200, 204]).toContain(status)
    expect(headers.get('access-control-allow-origin')).toBe(ALLOWED_ORIGIN)
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('vary')).toMatch(/\borigin\b/i)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(headers.get('access-control-allow-methods')).toContain(method)
    }
    const allowed = headers.get('access-control-allow-headers')?.split(', ')
    expect(allowed?.sort()).toEqual([
      'baggage',
      'content-type',
      'idempotency-key',
      'sentry-trace',
      'traceparent',
      'tracestate',
      'x-requested-with',
    ])
    expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(600)
  })

  it('[21] names no origin, or an allowed one, to every other origin', async ({ task }) => {
    const refused = REFUSED.flatMap(({ origin }) => origin || [])
    const named = await Promise.all(
      refused.map(async origin => (await ask(origin)).headers.get('access-control-allow-origin')),
    )
    task.meta.seen = `${refused.length} origins: ${tally(named.map(String))}`
    expect(new Set(named)).toEqual(new Set([ALLOWED_ORIGIN]))
  })
})
