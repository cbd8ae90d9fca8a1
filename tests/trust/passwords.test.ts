import { randomUUID } from 'node:crypto'
import bcrypt from 'bcryptjs'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BCRYPT_COST } from '#domains/accounts/passwords.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { callInProcess, fetchInProcess } from '../setup/gateway/in-process.ts'
import { comparable, median, outcomeOf, request } from '../setup/gateway/requests.ts'
import { newUser, PASSWORD, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'

const { ObjectId } = mongoose.mongo
const db = database()

const REGISTER = { user: '/auth/users/register', partner: '/auth/partners/register' }
const LOGIN = '/auth/users/login'

function unique(): string {
  return randomUUID().slice(0, 13).replace('-', '_')
}

function nobodysEmail(): string {
  return `${randomUUID()}@example.com`
}

function setHash(user: Person, passwordHash: unknown) {
  const change = passwordHash === undefined ? { $unset: { passwordHash: 1 } } : { $set: { passwordHash } }
  return db.collection('users').updateOne({ _id: new ObjectId(user.id) }, change)
}

async function storedHash(user: Person): Promise<string> {
  const found = await db.collection('users').findOne({ _id: new ObjectId(user.id) })
  return String(found?.['passwordHash'])
}

describe('a new password', () => {
  const username = `long.${unique()}`
  const email = nobodysEmail()
  const refused: [what: string, role: 'user' | 'partner', password: string, reason: RegExp][] = [
    ['of 7 characters', 'user', 'k7#mQz9', /fewer than 8 characters/],
    ['of 4 characters outside of the BMP', 'user', '🦊🐙🌋🛰', /fewer than 8 characters/],
    ['of the common-password list', 'user', 'password123', /commonly breached/],
    ['of that list, in capitals', 'partner', 'PASSWORD123', /commonly breached/],
    ['that is the email', 'user', email.toUpperCase(), /the email/],
    ['that is the username', 'user', username.toUpperCase(), /the username/],
    ['that is the brand', 'partner', 'salt & light studio', /the brand name/],
    ['of 73 bytes', 'user', `${'é'.repeat(36)}x`, /more than 72 bytes of UTF-8/],
  ]

  it.each(refused)('[1] refuses a new password %s, with its reason', async (_, role, password, reason) => {
    const name = role === 'user' ? { username } : { brandName: 'Salt & Light Studio' }
    const answer = await request('POST', REGISTER[role], { body: { ...name, email, password } })
    expect(outcomeOf(answer)).toBe('422 ValidationFailed')
    expect(Object.keys(answer.faults)).toEqual(['password'])
    expect(answer.faults['password']).toMatch(reason)
    expect(await db.collection(`${role}s`).countDocuments({ email })).toBe(0)
  })

  const wellKnown: [what: string, role: 'user' | 'partner', password: string, reason: RegExp][] = [
    ['the part of the email before the @', 'user', 'lena.moreau2026', /the part of the email before the @/],
    ['that part without its tag', 'user', '!!Lena.Moreau!!', /the part of the email before the @/],
    ['the username', 'user', 'Wave_Rider--99', /the username/],
    ['the username without its sign', 'user', '123waverider!', /the username/],
    ['the brand, with other signs', 'partner', '1Salt-and_Light!', /the brand name/],
    ['the brand in wide letters', 'partner', 'Ｓａｌｔ ａｎｄ Ｌｉｇｈｔ', /the brand name/],
    ['the name of this service', 'user', 'Reels2026!', /the name of this service/],
    ['the whole email', 'user', 'lena.moreau+x@example.com1', /the email/],
  ]

  it.each(wellKnown)(
    '[122] refuses %s with digits and signs around it, and says so',
    async (_, role, password, reason) => {
      const name = role === 'user' ? { username: 'wave_rider' } : { brandName: 'Salt and Light' }
      const body = { ...name, email: 'lena.moreau+x@example.com', password }
      const answer = await request('POST', REGISTER[role], { body })
      expect(outcomeOf(answer)).toBe('422 ValidationFailed')
      expect(Object.keys(answer.faults)).toEqual(['password'])
      expect(answer.faults['password']).toMatch(reason)
    },
  )

  it('[122] refuses such a password when it is changed, and takes one that only contains a name', async () => {
    const user = await newUser()
    const [local = ''] = user.email.split('@')
    const change = (newPassword: string) =>
      user.api.changePassword({ body: { currentPassword: user.password, newPassword } })
    expect(problemOf(await change(`${local}!1`))).toBe('422 ValidationFailed')
    expect((await change(`${local} likes kettles`)).status).toBe(204)
  })

  it('[1] uses all of a password of 72 bytes: a login with only its last byte changed is refused', async ({
    task,
  }) => {
    const password = `${'é'.repeat(35)}ab`
    const body = { email: nobodysEmail(), password }
    const { api } = stranger()
    const registered = await api.registerUser({ body: { ...body, username: unique() } })
    const changed = await api.loginUser({ body: { ...body, password: `${'é'.repeat(35)}ac` } })
    const right = await api.loginUser({ body })
    expect([registered.status, problemOf(changed), right.status]).toEqual([
      201,
      '401 InvalidCredentials',
      200,
    ])
    task.meta.seen = `${Buffer.byteLength(password)} bytes: ${registered.status}, last byte changed: ${changed.status}`
  })
})

describe('a login that must fail', () => {
  interface Case {
    name: string
    email: () => Promise<string>
  }
  const withHash = (hash: string | undefined) => async () => {
    const user = await newUser()
    await setHash(user, hash)
    return user.email
  }
  const cases: Case[] = [
    { name: 'an unknown email', email: async () => nobodysEmail() },
    { name: 'a wrong password', email: async () => (await newUser()).email },
    { name: 'a hash that is missing', email: withHash(undefined) },
    { name: 'a hash that is cut', email: withHash('$2b$11$abcdefghijklmnopqrstuv') },
    { name: 'a hash of another kind', email: withHash('$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA') },
    { name: 'a hash of an impossible cost', email: withHash(`$2b$99$${'a'.repeat(53)}`) },
    { name: 'a hash of a cost that never ends', email: withHash(`$2b$31$${'a'.repeat(53)}`) },
  ]

  it('[3] gives the same answer to a login, whether the email, the password or the stored hash is wrong', async ({
    task,
  }) => {
    const answers = await Promise.all(
      cases.map(async ({ email }) =>
        request('POST', LOGIN, { body: { email: await email(), password: 'not-the-password' } }),
      ),
    )
    const [first, ...others] = answers.map(comparable)
    expect(first?.status).toBe(401)
    for (const other of others) expect(other).toEqual(first)
    task.meta.seen = `${answers.length} cases, ${new Set(answers.map(outcomeOf)).size} answer: ${outcomeOf(answers[0] ?? { status: 0, code: '' })}`
  })

  it.each(cases)('[3] makes one comparison at full cost for a login with $name', async ({ email }) => {
    const body = JSON.stringify({ email: await email(), password: 'not-the-password' })
    const compare = vi.spyOn(bcrypt, 'compare')
    const hash = vi.spyOn(bcrypt, 'hash')
    try {
      const answer = await callInProcess(`http://in-process${LOGIN}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect(answer.statusCode).toBe(401)
      expect(compare.mock.calls.map(([, stored]) => bcrypt.getRounds(stored))).toEqual([BCRYPT_COST])
      expect(hash).not.toHaveBeenCalled()
    } finally {
      vi.restoreAllMocks()
    }
  })

  it('[3] takes as long for a login with an unknown email as for one with a wrong password', async ({
    task,
  }) => {
    const user = await newUser()
    const times = { unknown: [] as number[], wrong: [] as number[] }
    // In turns, so that other work on the machine slows both.
    for (let round = 0; round < 5; round++) {
      for (const [kind, email] of [
        ['unknown', nobodysEmail()],
        ['wrong', user.email],
      ] as const) {
        const startedAt = performance.now()
        const answer = await request('POST', LOGIN, { body: { email, password: 'not-the-password' } })
        times[kind].push(performance.now() - startedAt)
        expect(answer.status).toBe(401)
      }
    }
    const [unknown, wrong] = [median(times.unknown), median(times.wrong)]
    // Without a comparison an answer takes a twentieth.
    expect(Math.max(unknown, wrong) / Math.min(unknown, wrong)).toBeLessThan(2)
    task.meta.seen = `medians of 5: unknown ${unknown.toFixed(0)} ms, wrong password ${wrong.toFixed(0)} ms`
  })
})

describe('credentials that are not strings', () => {
  const commands: string[] = []
  const note = (event: { commandName: string }) => commands.push(event.commandName)
  beforeAll(async () => {
    // The first call sets the environment that the connection is made with.
    await fetchInProcess('http://in-process/health')
    const client = await connectDatabase()
    client.on('commandStarted', note)
  })
  afterAll(disconnectDatabase)

  const bodies: [string, unknown][] = [
    ['an operator as email', { email: { $ne: null }, password: PASSWORD }],
    ['an operator as password', { email: 'a@example.com', password: { $gt: '' } }],
    ['an array', { email: ['a@example.com'], password: PASSWORD }],
    ['a number', { email: 7, password: PASSWORD }],
    ['null', { email: null, password: null }],
    ['nothing', {}],
  ]

  it.each(bodies)('[4] refuses credentials that are not strings before any query: %s', async (_, body) => {
    const paths = ['/auth/users/login', '/auth/partners/login', '/auth/password/forgot']
    for (const path of paths) {
      expect(outcomeOf(await request('POST', path, { body })), path).toBe('422 ValidationFailed')
      commands.length = 0
      const inside = await request('POST', path, { body, fetch: fetchInProcess })
      expect(outcomeOf(inside), path).toBe('422 ValidationFailed')
      expect(commands, path).toEqual([])
    }
  })
})

describe('a hash with a lower cost', () => {
  it('[8] renews a hash with a lower cost at the next login', async ({ task }) => {
    const user = await newUser()
    await setHash(user, await bcrypt.hash(user.password, 8))
    const login = () => stranger().api.loginUser({ body: { email: user.email, password: user.password } })
    expect((await login()).status).toBe(200)
    const renewed = await storedHash(user)
    expect(bcrypt.getRounds(renewed)).toBe(BCRYPT_COST)
    expect((await login()).status).toBe(200)
    expect(await storedHash(user)).toBe(renewed)
    task.meta.seen = `cost 8 before, ${bcrypt.getRounds(renewed)} after`
  })

  it('[8] lets several logins succeed that renew the same hash together', async ({ task }) => {
    const user = await newUser()
    await setHash(user, await bcrypt.hash(user.password, 4))
    const logins = await Promise.all(
      Array.from({ length: 4 }, () =>
        stranger().api.loginUser({ body: { email: user.email, password: user.password } }),
      ),
    )
    expect(logins.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(bcrypt.getRounds(await storedHash(user))).toBe(BCRYPT_COST)
    task.meta.seen = `${logins.length} logins at once: ${logins.map(({ status }) => status).join(', ')}`
  })
})
