import { randomUUID } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { describe, expect, inject, it } from 'vitest'
import { openBrowser } from '#local/browser.ts'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, PASSWORD, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'

const db = database()

const api = inject('apiUrl')

describe('a user account', () => {
  it('is created and logged in by registering', async () => {
    const { api, browser } = stranger()
    const email = `Ana-${randomUUID()}@Example.com`
    const username = randomUUID().slice(0, 13).replace('-', '.')
    const { account } = expectOk(await api.registerUser({ body: { username, email, password: PASSWORD } }))
    expect(account).toMatchObject({ id: account.id, role: 'user', username, email })
    expect([...browser.cookies.keys()].sort()).toEqual(['reels_access', 'reels_device', 'reels_refresh'])
    expect(expectOk(await api.getMe()).account).toEqual(account)
  })

  it('can log in with its email in any case', async () => {
    const user = await newUser()
    const { api } = stranger()
    const body = { email: user.email.toUpperCase(), password: user.password }
    expect(expectOk(await api.loginUser({ body })).account.id).toBe(user.id)
  })

  it('has an email and a username that nobody else can take, whatever the case', async () => {
    const user = await newUser()
    const { account } = expectOk(await user.api.getMe())
    const username = account.role === 'user' ? account.username : ''
    const { api } = stranger()
    const again = { username: 'another.name', email: user.email.toUpperCase(), password: PASSWORD }
    expect(problemOf(await api.registerUser({ body: again }))).toBe('409 EmailTaken')
    const sameName = { username: username.toUpperCase(), email: 'someone@example.com', password: PASSWORD }
    expect(problemOf(await api.registerUser({ body: sameName }))).toBe('409 UsernameTaken')
  })

  it('can have the email of a partner account', async () => {
    const partner = await newPartner()
    const { api } = stranger()
    const username = randomUUID().slice(0, 13).replace('-', '_')
    const result = await api.registerUser({ body: { username, email: partner.email, password: PASSWORD } })
    expect(result.status).toBe(201)
  })
})

describe('a partner account', () => {
  it('has null for every field that was not given', async () => {
    const { api } = stranger()
    const brandName = newBrand()
    const body = { brandName, email: `${randomUUID()}@example.com`, password: PASSWORD, bio: 'Sand.' }
    const { account } = expectOk(await api.registerPartner({ body }))
    expect(account).toMatchObject({
      role: 'partner',
      brandName,
      contactName: null,
      phone: null,
      website: null,
      bio: 'Sand.',
    })
  })

  it('is not found by a login as a user', async () => {
    const partner = await newPartner()
    const { api } = stranger()
    const body = { email: partner.email, password: partner.password }
    expect(problemOf(await api.loginUser({ body }))).toBe('401 InvalidCredentials')
    expect(expectOk(await api.loginPartner({ body })).account.id).toBe(partner.id)
  })
})

describe('a password that devices write differently', () => {
  const COMPOSED = 'mañana-señor-ñandú'.normalize('NFC')
  const DECOMPOSED = COMPOSED.normalize('NFD')

  it.each([
    [COMPOSED, DECOMPOSED],
    [DECOMPOSED, COMPOSED],
  ])('is one password, wherever it is used', { timeout: 60_000 }, async (set, typed) => {
    const { api } = stranger()
    const username = randomUUID().slice(0, 13).replace('-', '_')
    const email = `${username}@example.com`
    expectOk(await api.registerUser({ body: { username, email, password: set } }))
    expectOk(await stranger().api.loginUser({ body: { email, password: typed } }))
    const next = `${set}-2`
    const change = { currentPassword: typed, newPassword: next }
    expect((await api.changePassword({ body: change })).status).toBe(204)
    expectOk(await stranger().api.loginUser({ body: { email, password: `${typed}-2` } }))
    expect((await api.deleteMe({ body: { password: `${typed}-2` } })).status).toBe(204)
  })

  it('is still right if its hash is of the letters as a device had sent them', {
    timeout: 60_000,
  }, async () => {
    const user = await newUser()
    const passwordHash = await bcrypt.hash(DECOMPOSED, 4)
    await db.collection('users').updateOne({ email: user.email }, { $set: { passwordHash } })
    expectOk(await stranger().api.loginUser({ body: { email: user.email, password: DECOMPOSED } }))
    await db.collection('users').updateOne({ email: user.email }, { $set: { passwordHash } })
    expectOk(await stranger().api.loginUser({ body: { email: user.email, password: COMPOSED } }))
    const wrong = { email: user.email, password: 'manana-senor-nandu' }
    expect(problemOf(await stranger().api.loginUser({ body: wrong }))).toBe('401 InvalidCredentials')
  })
})

describe('an email whose domain is not of ASCII', () => {
  it('is one account, in letters and in Punycode', { timeout: 60_000 }, async () => {
    const username = randomUUID().slice(0, 13).replace('-', '_')
    const [typed, sent] = [`${username}@пример.рф`, `${username}@xn--e1afmkfd.xn--p1ai`]
    const { account } = expectOk(
      await stranger().api.registerUser({ body: { username, email: typed, password: PASSWORD } }),
    )
    expect(account.email).toBe(sent)
    for (const email of [typed, sent, typed.toUpperCase()]) {
      expect(
        expectOk(await stranger().api.loginUser({ body: { email, password: PASSWORD } })).account,
      ).toEqual(account)
    }
    const again = { username: `${username}2`, email: sent, password: PASSWORD }
    expect(problemOf(await stranger().api.registerUser({ body: again }))).toBe('409 EmailTaken')
  })
})

describe('logging in', () => {
  it('gives the same answer for an unknown email and a wrong password', async () => {
    const user = await newUser()
    const { api } = stranger()
    const wrong = await api.loginUser({ body: { email: user.email, password: 'not-the-password' } })
    const unknown = await api.loginUser({
      body: { email: `${randomUUID()}@example.com`, password: PASSWORD },
    })
    expect(problemOf(wrong)).toBe('401 InvalidCredentials')
    const withoutId = (result: typeof wrong) => ({ ...(!result.ok && result.problem), requestId: '' })
    expect(withoutId(wrong)).toEqual(withoutId(unknown))
  })

  it('ends the session that the browser had', async () => {
    const user = await newUser()
    const before = user.browser.copy()
    expectOk(await user.api.loginUser({ body: { email: user.email, password: user.password } }))
    expect(problemOf(await stranger(before).api.getMe())).toBe('401 NotAuthenticated')
    expect((await user.api.getMe()).ok).toBe(true)
  })
})

describe('the cookies', () => {
  it('are HttpOnly, each with the path and age that it needs, and no body contains a token', async () => {
    const user = await newUser()
    const response = await fetch(`${api}/auth/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: user.email, password: user.password }),
    })
    const [access = '', refresh = ''] = response.headers.getSetCookie()
    expect(access).toMatch(/^reels_access=ey[\w-]+\.[\w-]+\.[\w-]+;/)
    expect(attributesOf(access)).toMatchObject({ path: '/', 'max-age': '900', httponly: '', samesite: 'Lax' })
    expect(attributesOf(refresh)).toMatchObject({
      path: '/',
      'max-age': '2592000',
      httponly: '',
      samesite: 'Lax',
    })
    const body = await response.text()
    for (const cookie of [access, refresh]) expect(body).not.toContain(cookie.split(/[=;]/)[1])
  })

  it('are cleared by logging out, which ends the session at once', async () => {
    const user = await newUser()
    const before = user.browser.copy()
    expect((await user.api.logout()).status).toBe(204)
    expect([...user.browser.cookies.keys()]).toEqual(['reels_device'])
    expect(problemOf(await stranger(before).api.getMe())).toBe('401 NotAuthenticated')
    expect((await user.api.logout()).status).toBe(204)
  })
})

describe('refreshing', () => {
  it('gives a new pair, and the same pair to requests that arrive together', async () => {
    const user = await newUser()
    const tabs = Array.from({ length: 10 }, () => user.browser.copy())
    const results = await Promise.all(tabs.map(tab => stranger(tab).api.refreshSession()))
    expect(results.map(result => result.status)).toEqual(Array(10).fill(204))
    const secrets = new Set(tabs.map(tab => tab.cookies.get('reels_refresh')?.value))
    expect(secrets.size).toBe(1)
    expect(secrets).not.toContain(user.browser.cookies.get('reels_refresh')?.value)
  })

  it('ends the session for everyone if an older secret is used again', async () => {
    const user = await newUser()
    const stolen = user.browser.copy()
    expectOk(await user.api.refreshSession())
    expectOk(await user.api.refreshSession())
    expect(problemOf(await stranger(stolen).api.refreshSession())).toBe('401 SessionExpired')
    expect(problemOf(await user.api.refreshSession())).toBe('401 SessionExpired')
  })

  it('is refused without a cookie, and with an unknown one', async () => {
    const garbage = openBrowser(new Map([['reels_refresh', { value: 'x'.repeat(500), path: '/' }]]))
    expect(problemOf(await stranger(garbage).api.refreshSession())).toBe('401 SessionExpired')
    expect(problemOf(await stranger().api.refreshSession())).toBe('401 SessionExpired')
  })
})

function attributesOf(cookie: string): Record<string, string> {
  const attributes = cookie.split(';').slice(1)
  return Object.fromEntries(
    attributes.map(text => {
      const [name = '', value = ''] = text.trim().split('=')
      return [name.toLowerCase(), value]
    }),
  )
}
