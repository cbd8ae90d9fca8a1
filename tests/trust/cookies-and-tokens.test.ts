import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import jwt from 'jsonwebtoken'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { callInProcess, fetchInProcess } from '../setup/gateway/in-process.ts'
import { outcomeOf, request } from '../setup/gateway/requests.ts'
import { newBrand } from '../setup/people/brands.ts'
import { newPartner, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { claimsOf, cookieOf, forge, readToken, signingKey } from '../setup/people/tokens.ts'
import { database } from '../setup/platform/database.ts'

const { ObjectId } = mongoose.mongo
const db = database()
afterAll(disconnectDatabase)

const REFUSED = '401 NotAuthenticated'
const json = { 'content-type': 'application/json' }

async function withCookie(
  cookie: string,
  method = 'GET',
  path = '/auth/me',
  send?: typeof fetch,
): Promise<string> {
  return outcomeOf(await request(method, path, { headers: { cookie }, ...(send && { fetch: send }) }))
}

const asAccess = (token: string) => withCookie(`reels_access=${token}`)
const asRefresh = (token: string) => withCookie(`reels_refresh=${token}`, 'POST', '/auth/refresh')

/** Name, value and attributes of a `Set-Cookie` line, the attributes sorted. */
function parse(line: string) {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=')
  return { name, value, attributes: attributes.sort() }
}

describe('a login', () => {
  it('[9] gives the gateway the two cookies of the session at login, and one that remembers the browser, each as its own entry, and no token in the body', async ({
    task,
  }) => {
    const user = await newUser()
    const answer = await callInProcess('http://in-process/auth/users/login', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ email: user.email, password: user.password }),
    })
    expect(answer.statusCode).toBe(200)
    expect(Object.keys(answer.headers)).not.toContain('set-cookie')
    const [access, refresh, device, ...others] = (answer.cookies ?? []).map(parse)
    expect(others).toEqual([])
    expect(device).toMatchObject({
      name: 'reels_device',
      attributes: ['HttpOnly', 'Max-Age=31536000', 'Path=/', 'SameSite=Lax'],
    })
    expect(access).toMatchObject({
      name: 'reels_access',
      attributes: ['HttpOnly', 'Max-Age=900', 'Path=/', 'SameSite=Lax'],
    })
    expect(refresh).toMatchObject({
      name: 'reels_refresh',
      attributes: ['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'],
    })
    const secrets = [access?.value, refresh?.value, refresh?.value.split('.')[1]]
    for (const secret of secrets) {
      expect(secret).toMatch(/.{40,}/)
      expect(answer.body).not.toContain(secret)
      expect(JSON.stringify(answer.headers)).not.toContain(secret)
    }
    task.meta.seen = `${answer.cookies?.length} cookies: ${access?.attributes.join('; ')} and ${refresh?.attributes.join('; ')}`
  })

  it('[9] puts no token into the body of any answer about a session', async () => {
    const { api, browser } = stranger()
    const known = await newPartner()
    const body = { email: known.email, password: known.password }
    const answers = [
      await api.registerPartner({ body: { ...body, email: `x${body.email}`, brandName: newBrand() } }),
      await api.loginPartner({ body }),
      await api.refreshSession(),
      await api.getMe(),
      await api.listSessions(),
    ]
    for (const answer of answers) {
      expect(answer.ok).toBe(true)
      for (const { value } of browser.cookies.values()) expect(JSON.stringify(answer)).not.toContain(value)
      expect(JSON.stringify(answer)).not.toMatch(/eyJ\w|[0-9a-f]{24}\.[\w-]{43}/)
    }
  })

  it('[9] ends at login the session that the browser already had', async ({ task }) => {
    const user = await newUser()
    const before = { access: cookieOf(user, 'reels_access'), refresh: cookieOf(user, 'reels_refresh') }
    const body = { email: user.email, password: user.password }
    expect((await user.api.loginUser({ body })).status).toBe(200)
    const outcomes = [await asAccess(before.access), await asRefresh(before.refresh)]
    expect(outcomes).toEqual([REFUSED, '401 SessionExpired'])
    expect(await db.collection('sessions').countDocuments({ account: new ObjectId(user.id) })).toBe(1)
    task.meta.seen = `the former cookies: ${outcomes.join(', ')}`
  })
})

describe('an access token', () => {
  let user: Person
  let claims: ReturnType<typeof claimsOf>
  let fetched = 0
  const keyServer = createServer((_, response) => {
    fetched += 1
    response.end('{"keys":[]}')
  })
  let keyServerUrl = ''
  beforeAll(async () => {
    user = await newUser()
    claims = claimsOf(user)
    await new Promise<void>(resolve => keyServer.listen(0, '127.0.0.1', resolve))
    const address = keyServer.address()
    keyServerUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/keys.json`
  })
  afterAll(() => {
    keyServer.close()
  })

  it('[10] accepts an access token with the right key and claims, so that each refusal has one cause', async () => {
    expect(readToken(user).header).toEqual({ alg: 'HS256', typ: 'JWT', kid: signingKey().id })
    expect(claims).toMatchObject({ sub: user.id, role: 'user', iss: 'reels-local', aud: 'reels-api' })
    expect(claims.exp - claims.iat).toBe(900)
    expect(await asAccess(forge(claims))).toBe('200')
  })

  const strangersSecret = 'a-secret-of-somebody-else-with-32-bytes-or-more'
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const oct = { kty: 'oct', k: Buffer.from(strangersSecret).toString('base64url'), alg: 'HS256' }
  const seconds = () => Math.floor(Date.now() / 1_000)
  const without = (name: string) =>
    Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name))
  const withHeader = (header: object) => ({ header: { alg: 'HS256', typ: 'JWT', ...header } })
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

  const refused: [what: string, token: () => string][] = [
    ['alg none', () => `${encode({ alg: 'none', kid: signingKey().id })}.${encode(claims)}.`],
    ['alg NONE with the old signature', () => `${encode({ alg: 'NONE', kid: signingKey().id })}.${rest()}`],
    ['HS512 with our own key', () => forge(claims, { algorithm: 'HS512' })],
    ['RS256 under our key id', () => forge(claims, { algorithm: 'RS256' }, rsa.privateKey)],
    ['ES256 under our key id', () => forge(claims, { algorithm: 'ES256' }, ec.privateKey)],
    ['a signature that is changed', () => changeLast(forge(claims))],
    ['a signature that is missing', () => `${forge(claims).split('.').slice(0, 2).join('.')}.`],
    ['a payload that is changed', () => withPayload(encode({ ...claims, sub: 'a'.repeat(24) }))],
    ['a payload that is no JSON', () => withPayload('bm8')],
    ['the key of somebody else', () => forge(claims, {}, strangersSecret)],
    [
      'a jwk header with the key that signed',
      () => forge(claims, withHeader({ kid: signingKey().id, jwk: oct }), strangersSecret),
    ],
    [
      'a jku header that leads to a key',
      () => forge(claims, withHeader({ kid: 'theirs', jku: keyServerUrl }), strangersSecret),
    ],
    [
      'an x5u header that leads to a key',
      () => forge(claims, withHeader({ kid: signingKey().id, x5u: keyServerUrl }), strangersSecret),
    ],
    ['an unknown kid', () => forge(claims, { keyid: 'unknown' })],
    ['a kid that is a path', () => forge(claims, { keyid: '../../dev/null' }, ' ')],
    ['no kid', () => jwt.sign(claims, signingKey().secret, { algorithm: 'HS256' })],
    ['an exp that has passed', () => forge({ ...claims, iat: seconds() - 901, exp: seconds() - 1 })],
    ['no exp', () => forge(without('exp'))],
    ['an nbf to come', () => forge({ ...claims, nbf: seconds() + 60 })],
    ['another issuer', () => forge({ ...claims, iss: 'reels-prod' })],
    ['no issuer', () => forge(without('iss'))],
    ['another audience', () => forge({ ...claims, aud: 'another-api' })],
    ['no audience', () => forge(without('aud'))],
    ['no sub', () => forge(without('sub'))],
    ['no sid', () => forge(without('sid'))],
    ['no role', () => forge(without('role'))],
    ['a role that there is not', () => forge({ ...claims, role: 'admin' })],
    ['a sub that is an operator', () => forge({ ...claims, sub: undefined, sid: { $ne: null } })],
    ['the session of somebody else', () => forge({ ...claims, sid: 'b'.repeat(24) })],
  ]
  const rest = () => forge(claims).split('.').slice(1).join('.')
  const withPayload = (payload: string) => {
    const [header, , signature] = forge(claims).split('.')
    return `${header}.${payload}.${signature}`
  }
  // Some bits of the last character of a signature have no meaning. All bits of the first one have one.
  const changeLast = (token: string) => {
    const start = token.lastIndexOf('.') + 1
    return token.slice(0, start) + (token[start] === 'A' ? 'B' : 'A') + token.slice(start + 1)
  }

  it.each(refused)('[10] refuses an access token with %s', async (_, token) => {
    expect(await asAccess(token())).toBe(REFUSED)
  })

  it('[10] does not fetch a key that a token points to', async ({ task }) => {
    for (const header of ['jku', 'x5u']) {
      const token = forge(claims, withHeader({ kid: 'theirs', [header]: keyServerUrl }), strangersSecret)
      expect(await asAccess(token)).toBe(REFUSED)
    }
    expect(fetched).toBe(0)
    task.meta.seen = `${refused.length} kinds of token, each ${REFUSED}; ${fetched} keys fetched`
  })
})

describe('cookies in the wrong place or form', () => {
  const NO_SESSION = '401 SessionExpired'

  it('[11] refuses a refresh secret as the access cookie, and the other way round', async ({ task }) => {
    const user = await newUser()
    const [access, refresh] = [cookieOf(user, 'reels_access'), cookieOf(user, 'reels_refresh')]
    const outcomes = [
      await asAccess(refresh),
      await asAccess(refresh.split('.')[1] ?? ''),
      await asRefresh(access),
      await asRefresh(`${claimsOf(user).sid}.${access}`),
    ]
    expect(outcomes).toEqual([REFUSED, REFUSED, NO_SESSION, NO_SESSION])
    // Nothing of that ended the session.
    expect((await user.api.refreshSession()).status).toBe(204)
    task.meta.seen = outcomes.join(', ')
  })

  it('[11] refuses a cookie that is sent twice, whichever of the two is right', async ({ task }) => {
    const user = await newUser()
    const [access, refresh] = [cookieOf(user, 'reels_access'), cookieOf(user, 'reels_refresh')]
    const outcomes = [
      await withCookie(`reels_access=${access}; reels_access=x`),
      await withCookie(`reels_access=x; reels_access=${access}`),
      await withCookie(`reels_access=${access}; reels_access=${access}`),
      await withCookie(`reels_refresh=${refresh}; reels_refresh=x`, 'POST', '/auth/refresh'),
      await withCookie(`reels_refresh=x; reels_refresh=${refresh}`, 'POST', '/auth/refresh'),
    ]
    expect(outcomes).toEqual([REFUSED, REFUSED, REFUSED, NO_SESSION, NO_SESSION])
    task.meta.seen = outcomes.join(', ')
  })

  it('[11] checks the origin even if a cookie is sent twice', async () => {
    const user = await newUser()
    const refresh = cookieOf(user, 'reels_refresh')
    const headers = {
      cookie: `reels_refresh=${refresh}; reels_refresh=${refresh}`,
      origin: 'https://evil.example',
    }
    expect(outcomeOf(await request('POST', '/auth/refresh', { headers }))).toBe('403 OriginNotAllowed')
  })

  it('[11] refuses garbage and a cookie of 10 kB', async ({ task }) => {
    const garbage = [
      '',
      '.',
      '..',
      'x',
      'null',
      '{}',
      'e30.e30.e30',
      '%00',
      '%FF%FE',
      'a.b.c.d.e',
      'x'.repeat(10_240),
    ]
    for (const value of garbage) {
      expect(await asAccess(value), value.slice(0, 20)).toBe(REFUSED)
      expect(await asRefresh(value), value.slice(0, 20)).toBe(NO_SESSION)
    }
    // The local gateway refuses these itself; API Gateway passes them on.
    for (const value of ['\u00ff', '{"a":1}', 'a b', '"', 'a=b=c', ',;']) {
      expect(await withCookie(`reels_access=${value}`, 'GET', '/auth/me', fetchInProcess)).toBe(REFUSED)
      const refresh = await withCookie(`reels_refresh=${value}`, 'POST', '/auth/refresh', fetchInProcess)
      expect(refresh).toBe(NO_SESSION)
    }
    task.meta.seen = `${garbage.length + 6} values as each cookie: 401`
  })
})

describe('a token of the other role', () => {
  it("[12] refuses a user's token on a partner's route, and the other way round", async ({ task }) => {
    const [user, partner] = [await newUser(), await newPartner()]
    const params = { reelId: 'a'.repeat(24) }
    const outcomes = [
      problemOf(await user.api.listMyReels()),
      problemOf(await user.api.deleteReel({ params })),
      problemOf(await partner.api.listLikes()),
      problemOf(await partner.api.likeReel({ params })),
    ]
    expect(outcomes).toEqual(Array(4).fill('403 WrongRole'))
    task.meta.seen = outcomes.join(', ')
  })

  it('[12] refuses a token with an id that exists only in the other collection', async ({ task }) => {
    const [user, partner] = [await newUser(), await newPartner()]
    const crossed = [
      forge({ ...claimsOf(user), role: 'partner' }),
      forge({ ...claimsOf(user), sub: partner.id }),
      forge({ ...claimsOf(user), sub: partner.id, role: 'partner' }),
      forge({ ...claimsOf(partner), role: 'user' }),
      forge({ ...claimsOf(partner), sub: user.id, role: 'user' }),
    ]
    const outcomes = await Promise.all(crossed.map(asAccess))
    expect(outcomes).toEqual(Array(5).fill(REFUSED))
    // Even with a session that says the same: there is no such user.
    const { sid } = claimsOf(partner)
    await db.collection('sessions').updateOne({ _id: new ObjectId(sid) }, { $set: { role: 'user' } })
    const last = await asAccess(forge({ ...claimsOf(partner), role: 'user' }))
    expect(last).toBe(REFUSED)
    task.meta.seen = `${outcomes.length + 1} crossings: ${[...new Set([...outcomes, last])].join(', ')}`
  })
})
