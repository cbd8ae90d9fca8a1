import { execFile } from 'node:child_process'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { openBrowser } from '#local/browser.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { outcomeOf, request } from '../setup/gateway/requests.ts'
import { newAddress } from '../setup/people/addresses.ts'
import { expectOk, newPartner, newUser, type Person, stranger } from '../setup/people/people.ts'
import { claimsOf, cookieOf, forge, readToken, signingKey } from '../setup/people/tokens.ts'
import { publishReel } from '../setup/videos/videos.ts'

afterAll(disconnectDatabase)

const OLD = signingKey()
const NEW = { id: 'rotated', secret: 'the-secret-after-the-rotation-of-32-bytes-or-more' }
const FORGOTTEN = { id: 'forgotten', secret: 'a-secret-that-is-listed-no-more-of-32-bytes-or-more' }

/** The API after the rotation, on the same database: the new key signs, the old one is still listed. */
const rotated = () =>
  inProcess({
    sourceIp: newAddress(),
    settings: { SESSION_KEYS: `${NEW.id}:${NEW.secret},${OLD.id}:${OLD.secret}` },
  })

/** A person who logged in before the rotation, and now uses the API after it. */
function afterRotation(person: Person): Person {
  const cookies = new Map(person.browser.cookies)
  return { ...person, ...stranger(openBrowser(cookies, rotated())) }
}

async function ask(token: string, fetch?: typeof globalThis.fetch): Promise<string> {
  const headers = { cookie: `reels_access=${token}` }
  return outcomeOf(await request('GET', '/auth/me', { headers, ...(fetch && { fetch }) }))
}

describe('a signing key that is rotated', () => {
  it('[18] accepts old tokens until they expire, and signs new ones with the new key', async ({ task }) => {
    const user = await newUser()
    const old = cookieOf(user, 'reels_access')
    expect(readToken(user).header.kid).toBe(OLD.id)
    expect(await ask(old, rotated())).toBe('200')

    const later = afterRotation(user)
    expect((await later.api.refreshSession()).status).toBe(204)
    expect(readToken(later).header.kid).toBe(NEW.id)
    expect(await ask(cookieOf(later, 'reels_access'), rotated())).toBe('200')
    // The old cookie is valid together with the new one, because other tabs still have it.
    expect(await ask(old, rotated())).toBe('200')

    const now = Math.floor(Date.now() / 1_000)
    const expired = forge({ ...claimsOf(user), iat: now - 901, exp: now - 1 })
    expect(await ask(expired, rotated())).toBe('401 NotAuthenticated')
    task.meta.seen = `old kid ${OLD.id}: 200, expired: 401; new kid ${readToken(later).header.kid}: 200`
  })

  it('[18] puts the new kid into the token of every login', async () => {
    const user = await newUser()
    const { api, browser } = stranger(openBrowser(new Map(), rotated()))
    expectOk(await api.loginUser({ body: { email: user.email, password: user.password } }))
    expect(readToken({ browser }).header.kid).toBe(NEW.id)
  })

  it('[18] refuses a key that is not listed, or no longer listed', async ({ task }) => {
    const user = await newUser()
    const claims = claimsOf(user)
    const forgotten = forge(claims, { keyid: FORGOTTEN.id }, FORGOTTEN.secret)
    const underOldName = forge(claims, { keyid: OLD.id }, NEW.secret)
    const underNewName = forge(claims, { keyid: NEW.id }, OLD.secret)
    const outcomes = [
      await ask(forgotten, rotated()),
      await ask(underOldName, rotated()),
      await ask(underNewName, rotated()),
      // An API that does not have the new key yet.
      await ask(forge(claims, { keyid: NEW.id }, NEW.secret)),
    ]
    expect(outcomes).toEqual(Array(4).fill('401 NotAuthenticated'))
    task.meta.seen = outcomes.join(', ')
  })

  it('[18] gives refreshes that race across the rotation the same new cookie', async ({ task }) => {
    const user = await newUser()
    const tabs = [stranger(user.browser.copy()), afterRotation(user), afterRotation(user)]
    for (const { api } of tabs) expect((await api.refreshSession()).status).toBe(204)
    const secrets = new Set(tabs.map(tab => cookieOf(tab, 'reels_refresh')))
    expect(secrets.size).toBe(1)
    task.meta.seen = `${tabs.length} refreshes, ${secrets.size} successor`
  })

  it('[18] accepts cursors of the old key', async () => {
    const partner = await newPartner()
    for (let reel = 0; reel < 2; reel++) await publishReel(partner)
    const first = expectOk(await partner.api.listMyReels({ query: { limit: 1 } }))
    const cursor = first.nextCursor ?? ''
    const second = await afterRotation(partner).api.listMyReels({ query: { limit: 1, cursor } })
    expect(expectOk(second).items).toHaveLength(1)
  })
})

interface Start {
  exitCode: number
  printed: string
}

/** Starts a function as Lambda does: the module is loaded with the settings in the environment. */
function start(file: string, settings: Record<string, string>): Promise<Start> {
  const run = Promise.withResolvers<Start>()
  const environment = {
    PATH: process.env['PATH'],
    AWS_LAMBDA_FUNCTION_NAME: 'function-under-test',
    ...settings,
  }
  // A function that starts keeps running and connects to its database. This one is ended when it has its settings.
  const script = `await import('./${file}')
    const { loadConfig } = await import('#shared/runtime/config.ts')
    loadConfig().then(() => process.exit(0), () => {})`
  execFile(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { env: environment, timeout: 15_000 },
    (error, stdout, stderr) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : -1) : 0
      run.resolve({ exitCode, printed: stdout + stderr })
    },
  )
  return run.promise
}

const FUNCTION = 'functions/reels/list-reels.ts'

function deployed(): Record<string, string> {
  return {
    ...inject('settings'),
    STAGE: 'prod',
    SESSION_KEYS: `k1:${'0123456789abcdef'.repeat(2)}`,
    IMAGEKIT_PRIVATE_KEY: 'private_of-a-stage',
    IMAGEKIT_WEBHOOK_SECRET: 'whsec_of-a-stage',
    STRIPE_SECRET_KEY: 'sk_live_of-a-stage',
    STRIPE_WEBHOOK_SECRETS: 'account:whsec_of-a-stage,connect:whsec_of-a-stage,thin:whsec_of-a-stage',
  }
}

describe('a function that is started', () => {
  it('[19] starts with everything set, so that each refusal has one cause', async () => {
    expect(await start(FUNCTION, deployed())).toMatchObject({ exitCode: 0 })
  })

  const short = 'thirty-one-bytes-are-not-enough'
  const secrets: [what: string, keys: string][] = [
    ['of 31 bytes', `k1:${short}`],
    ['of 31 bytes beside a good one', `k1:${'x'.repeat(32)},k2:${short}`],
    ['without an id', short.repeat(2)],
  ]

  it.for(secrets)('[19] refuses to start with a signing secret %s', async ([, keys], { task }) => {
    expect(Buffer.byteLength(short)).toBe(31)
    const { exitCode, printed } = await start(FUNCTION, { ...deployed(), SESSION_KEYS: keys })
    expect(exitCode).toBe(1)
    expect(printed).toContain('The function cannot start')
    expect(printed).toContain('SESSION_KEYS')
    expect(printed).not.toContain(short)
    task.meta.seen = `exit ${exitCode}: ${/Settings: [^"\\]*/.exec(printed)?.[0]}`
  })

  it('[19] refuses to start without the required settings, and names each', async ({ task }) => {
    const required = [
      'MONGODB_URI',
      'SESSION_KEYS',
      'MAIL_FROM',
      'PLAYER_URL',
      'PASSWORD_RESET_URL',
      'EMAIL_VERIFICATION_URL',
      'IMAGEKIT_PUBLIC_KEY',
      'IMAGEKIT_PRIVATE_KEY',
      'IMAGEKIT_WEBHOOK_SECRET',
      'IMAGEKIT_URL_ENDPOINT',
    ]
    const { exitCode, printed } = await start(FUNCTION, {
      ...deployed(),
      ...Object.fromEntries(required.map(name => [name, ''])),
    })
    expect(exitCode).toBe(1)
    for (const name of required) expect(printed).toContain(name)
    task.meta.seen = `exit ${exitCode}, ${required.filter(name => printed.includes(name)).length} of ${required.length} named`
  })

  it('[19] refuses to start without one required setting, and shows the value of no other', async ({
    task,
  }) => {
    const settings = deployed()
    const { exitCode, printed } = await start(FUNCTION, { ...settings, IMAGEKIT_WEBHOOK_SECRET: '' })
    expect(exitCode).toBe(1)
    expect(printed).toContain('IMAGEKIT_WEBHOOK_SECRET is missing')
    const values = ['SESSION_KEYS', 'IMAGEKIT_PRIVATE_KEY', 'MONGODB_URI'].map(name => settings[name] ?? '')
    for (const value of values) expect(printed).not.toContain(value)
    task.meta.seen = `exit ${exitCode}: ${/Settings: [^"\\]*/.exec(printed)?.[0]}`
  })

  it('[19] refuses to start a stage with the secrets that are meant for laptops', async () => {
    const { exitCode, printed } = await start(FUNCTION, { ...inject('settings'), STAGE: 'prod' })
    expect(exitCode).toBe(1)
    expect(printed).toContain('SESSION_KEYS')
    expect(printed).not.toContain(OLD.secret)
  })
})
