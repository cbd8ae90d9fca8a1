import bcrypt from 'bcryptjs'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#domains/limits/limits.ts'
import { openBrowser } from '#local/browser.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { type Answer, outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { expectOk, newUser, type Person, stranger } from '../setup/people/people.ts'
import { addQuickUsers, keepQuickHashes, makeQuick } from '../setup/people/quick-passwords.ts'

afterAll(disconnectDatabase)
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const WRONG = '401 InvalidCredentials'
const REFUSED = '429 TooManyRequests'
const MINUTE = 60_000

interface Account {
  email: string
  password: string
}

function logIn({ email, password }: Account, send: typeof fetch, headers = {}): Promise<Answer> {
  return request('POST', '/auth/users/login', { body: { email, password }, fetch: send, headers })
}

const guess = ({ email }: Account, send: typeof fetch) => logIn({ email, password: 'not-the-password' }, send)

function waitOf(answer: Answer): number {
  return Number(answer.headers.get('retry-after'))
}

/** An IPv6 address of a network, which has 2^64 of them. */
function addressIn(network: string): string {
  return `${network}:${Math.floor(Math.random() * 0xffff).toString(16)}:0:0:1`
}

const newNetwork = () =>
  `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:${Math.floor(Math.random() * 0xffff).toString(16)}`

describe('one password on many accounts', () => {
  it('[109] refuses one address of any IPv6 network from the 101st account on, before a hash is compared', async ({
    task,
  }) => {
    const accounts = await addQuickUsers(120)
    const network = newNetwork()
    const compare = vi.spyOn(bcrypt, 'compare')
    const answers: Answer[] = []
    for (const account of accounts) {
      answers.push(await guess(account, inProcess({ sourceIp: addressIn(network) })))
    }
    expect(tally(answers.slice(0, 100).map(outcomeOf))).toBe(`${WRONG} × 100`)
    expect(tally(answers.slice(100).map(outcomeOf))).toBe(`${REFUSED} × 20`)
    expect(compare).toHaveBeenCalledTimes(100)
    for (const refused of answers.slice(100)) {
      expect(waitOf(refused)).toBeGreaterThan(0)
      expect(waitOf(refused)).toBeLessThanOrEqual(LIMITS.loginFromNetwork.seconds)
    }
    const [someone = { email: '', password: '' }] = accounts
    const elsewhere = await logIn(someone, inProcess({ sourceIp: addressIn(newNetwork()) }))
    expect(elsewhere.status).toBe(200)
    task.meta.seen = `${tally(answers.map(outcomeOf))}; Retry-After ${waitOf(answers[119] ?? elsewhere)}; another network: ${elsewhere.status}`
  })

  it('[109] lets no more than 100 through if 120 accounts are tried at once', async ({ task }) => {
    const accounts = await addQuickUsers(120)
    const send = fetchFrom(newAddress())
    const answers = await Promise.all(accounts.map(account => guess(account, send)))
    task.meta.seen = tally(answers.map(outcomeOf))
    expect(task.meta.seen).toBe(`${WRONG} × 100, ${REFUSED} × 20`)
  })
})

describe('many passwords on one account', () => {
  /** 15 guesses at once from each of 7 addresses. */
  async function attack(user: Account): Promise<string> {
    const outcomes: string[] = []
    for (let place = 0; place < 7; place += 1) {
      const send = inProcess({ sourceIp: newAddress() })
      const answers = await Promise.all(Array.from({ length: 15 }, () => guess(user, send)))
      outcomes.push(...answers.map(outcomeOf))
    }
    return tally(outcomes)
  }

  /** Somebody who was logged in in a browser once, and is logged out now. */
  async function ownerLoggedOut(): Promise<Person> {
    const user = await newUser()
    await makeQuick(user)
    keepQuickHashes()
    const browser = openBrowser(new Map(), inProcess({ sourceIp: newAddress() }))
    const owner = { ...user, ...stranger(browser) }
    expectOk(await owner.api.loginUser({ body: { email: user.email, password: user.password } }))
    expectOk(await owner.api.logout())
    return owner
  }

  const newPlace = () => inProcess({ sourceIp: newAddress() })

  it('[110] lets the owner in after 105 guesses where they have logged in before, and after a reset by mail', async ({
    task,
  }) => {
    const owner = await ownerLoggedOut()
    const attacked = await attack(owner)
    expect(attacked).toBe(`${WRONG} × 100, ${REFUSED} × 5`)
    const known = await logIn(owner, owner.browser.fetch)
    expect(known.status).toBe(200)
    const before = await logIn(owner, newPlace())
    expect(outcomeOf(before)).toBe(REFUSED)
    expect(waitOf(before)).toBeLessThanOrEqual(60)
    expect(waitOf(before)).toBeGreaterThan(0)

    const { api } = stranger()
    expectOk(await api.forgotPassword({ body: { email: owner.email, role: 'user' } }))
    const token = await mailedToken(owner.email)
    expectOk(await api.resetPassword({ body: { token, newPassword: 'nine-green-ladders' } }))
    const after = await logIn({ ...owner, password: 'nine-green-ladders' }, newPlace())
    expect(after.status).toBe(200)
    task.meta.seen = `${attacked}; known browser: ${known.status}; new one: ${before.status} with Retry-After ${waitOf(before)}; after a reset: ${after.status}`
  }, 60_000)

  it('[110] doubles the wait with each further guess, from a minute to a day', async ({ task }) => {
    const owner = await ownerLoggedOut()
    await attack(owner)
    vi.useFakeTimers({ toFake: ['Date'] })
    const waits: number[] = []
    for (let attempt = 0; attempt < 13; attempt += 1) {
      const refused = await logIn(owner, newPlace())
      expect(outcomeOf(refused)).toBe(REFUSED)
      waits.push(Math.ceil(waitOf(refused) / 60))
      vi.setSystemTime(Date.now() + waitOf(refused) * 1_000)
      expect(outcomeOf(await guess(owner, newPlace()))).toBe(WRONG)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 1_440, 1_440])
    vi.setSystemTime(Date.now() + 1_440 * MINUTE)
    // The right password counts from the start again.
    expect((await logIn(owner, newPlace())).status).toBe(200)
    expect(outcomeOf(await guess(owner, newPlace()))).toBe(WRONG)
    expect((await logIn(owner, newPlace())).status).toBe(200)
    task.meta.seen = `minutes: ${waits.join(', ')}`
  }, 60_000)

  it('[110] trusts a browser for its own account only, with the password that it has today, and not if the cookie is changed', async () => {
    const [owner, attacker] = [await ownerLoggedOut(), await ownerLoggedOut()]
    await attack(owner)
    const cookieIn = (person: Person) => person.browser.cookies.get('reels_device')?.value ?? ''
    const own = cookieIn(owner)
    const [account = '', device = '', signature = ''] = own.split('.')
    const forged = {
      'of another account': cookieIn(attacker),
      'with another account': cookieIn(attacker).replace(attacker.id, owner.id),
      'of another device': [account, 'A'.repeat(22), signature].join('.'),
      'without a signature': [account, device, ''].join('.'),
      nothing: '',
      twice: `${own}; reels_device=${own}`,
    }
    for (const [what, value] of Object.entries(forged)) {
      const answer = await logIn(owner, newPlace(), { cookie: `reels_device=${value}` })
      expect(outcomeOf(answer), what).toBe(REFUSED)
    }
    const answer = await logIn(owner, newPlace(), { cookie: `reels_device=${own}` })
    expect(answer.headers.get('ratelimit-policy')).toContain('"login-from-device"')
    const body = { currentPassword: owner.password, newPassword: 'nine-green-ladders' }
    expectOk(await owner.api.loginUser({ body: { email: owner.email, password: owner.password } }))
    expectOk(await owner.api.changePassword({ body }))
    const changed = { ...owner, password: 'nine-green-ladders' }
    const stale = await logIn(changed, newPlace(), { cookie: `reels_device=${own}` })
    expect(stale.headers.get('ratelimit-policy')).toContain('"login-in-a-row"')
  }, 60_000)

  it('[110] counts what is tried in a known browser there', async () => {
    const owner = await ownerLoggedOut()
    const outcomes: string[] = []
    for (let attempt = 0; attempt < 16; attempt += 1) {
      outcomes.push(outcomeOf(await guess(owner, owner.browser.fetch)))
    }
    expect(tally(outcomes)).toBe(`${WRONG} × 15, ${REFUSED} × 1`)
    expect((await logIn(owner, newPlace())).status).toBe(200)
  })

  it('[110] remembers several accounts in one browser', async () => {
    const [one, other] = [await ownerLoggedOut(), await ownerLoggedOut()]
    const policies: (string | null)[] = []
    for (const person of [other, one, other]) {
      const answer = await logIn(person, one.browser.fetch)
      policies.push(answer.headers.get('ratelimit-policy')?.split(';')[0] ?? null)
    }
    expect(policies).toEqual(['"login-from-address"', '"login-from-device"', '"login-from-device"'])
  })
})

describe('right passwords', () => {
  it('[120] counts no success: two bursts of 24 right logins all succeed', async ({ task }) => {
    const [user = { email: '', password: '' }] = await addQuickUsers(1)
    keepQuickHashes()
    const outcomes: string[] = []
    for (const send of [inProcess({ sourceIp: newAddress() }), inProcess({ sourceIp: newAddress() })]) {
      const burst = await Promise.all(Array.from({ length: 24 }, () => logIn(user, send)))
      outcomes.push(...burst.map(outcomeOf))
    }
    task.meta.seen = tally(outcomes)
    expect(task.meta.seen).toBe('200 × 48')
  })
})
