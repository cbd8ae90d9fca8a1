import bcrypt from 'bcryptjs'
import mongoose from 'mongoose'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { openBrowser } from '#local/browser.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'
import { outcomeOf, request } from '../setup/gateway/requests.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { cookieOf } from '../setup/people/tokens.ts'
import { database } from '../setup/platform/database.ts'

const db = database()
afterAll(disconnectDatabase)

const OUT = '401 NotAuthenticated'
const ENDED = '401 SessionExpired'
const NEW_PASSWORD = 'nine-green-ladders'

/** Cookies as a person who has copied them uses them: without a refresh in between, whatever the answer is. */
function copied(person: Person) {
  const access = `reels_access=${cookieOf(person, 'reels_access')}`
  const refresh = `reels_refresh=${cookieOf(person, 'reels_refresh')}`
  return {
    async read(path = '/auth/me'): Promise<string> {
      return outcomeOf(await request('GET', path, { headers: { cookie: access } }))
    },
    async refresh(): Promise<string> {
      return outcomeOf(await request('POST', '/auth/refresh', { headers: { cookie: refresh } }))
    },
  }
}

async function logInElsewhere(user: Person): Promise<Person> {
  const elsewhere = { ...user, ...stranger(openBrowser(new Map(), fetchFrom(newAddress()))) }
  expectOk(await elsewhere.api.loginUser({ body: { email: user.email, password: user.password } }))
  return elsewhere
}

function sessionsOf(user: Person): Promise<number> {
  return db.collection('sessions').countDocuments({ account: new mongoose.mongo.ObjectId(user.id) })
}

describe('logging out', () => {
  it('[16] ends the session at logout for the very next request, on every kind of route', async ({
    task,
  }) => {
    const [user, partner] = [await newUser(), await newPartner()]
    const [oldUser, oldPartner] = [copied(user), copied(partner)]
    expect([(await user.api.logout()).status, (await partner.api.logout()).status]).toEqual([204, 204])
    const outcomes = [
      await oldUser.read(),
      await oldUser.read('/me/likes'),
      await oldUser.read('/auth/sessions'),
      await oldPartner.read('/me/reels'),
    ]
    expect(outcomes).toEqual([OUT, OUT, OUT, OUT])
    expect([await oldUser.refresh(), await oldPartner.refresh()]).toEqual([ENDED, ENDED])
    expect([...user.browser.cookies.keys()]).toEqual(['reels_device'])
    task.meta.seen = outcomes.join(', ')
  })

  it('[16] answers a second logout with success, and clears the cookies again', async ({ task }) => {
    const user = await newUser()
    const cookie = `reels_access=${cookieOf(user, 'reels_access')}; reels_refresh=${cookieOf(user, 'reels_refresh')}`
    const answers = [
      await request('POST', '/auth/logout', { headers: { cookie } }),
      await request('POST', '/auth/logout', { headers: { cookie } }),
      await request('POST', '/auth/logout'),
    ]
    expect(answers.map(outcomeOf)).toEqual(['204', '204', '204'])
    for (const { headers } of answers) {
      const lines = headers.getSetCookie()
      expect(lines.map(line => line.split(';')[0])).toEqual(['reels_access=', 'reels_refresh='])
      expect(lines.map(line => /Path=([^;]*)/.exec(line)?.[1])).toEqual(['/', '/'])
      for (const attribute of ['Max-Age=0', 'HttpOnly', 'SameSite=Lax']) {
        for (const line of lines) expect(line.split('; ')).toContain(attribute)
      }
    }
    task.meta.seen = answers.map(outcomeOf).join(', ')
  })

  it('[16] ends the session at a logout with either cookie alone', async () => {
    const user = await newUser()
    const [here, elsewhere] = [user, await logInElsewhere(user)]
    const access = `reels_access=${cookieOf(here, 'reels_access')}`
    const refresh = `reels_refresh=${cookieOf(elsewhere, 'reels_refresh')}`
    for (const cookie of [access, refresh]) await request('POST', '/auth/logout', { headers: { cookie } })
    expect([await copied(here).refresh(), await copied(elsewhere).read()]).toEqual([ENDED, OUT])
    expect(await sessionsOf(user)).toBe(0)
  })
})

describe('what ends other sessions', () => {
  it('[17] ends all other sessions at once when the password is changed, and keeps the one that changed it', async ({
    task,
  }) => {
    const user = await newUser()
    const elsewhere = copied(await logInElsewhere(user))
    const body = { currentPassword: user.password, newPassword: NEW_PASSWORD }
    expect((await user.api.changePassword({ body })).status).toBe(204)
    const outcomes = [await elsewhere.read(), await elsewhere.refresh()]
    expect(outcomes).toEqual([OUT, ENDED])
    expect((await user.api.getMe()).status).toBe(200)
    expect((await user.api.refreshSession()).status).toBe(204)
    task.meta.seen = `other session: ${outcomes.join(', ')}; own: 200, 204`
  })

  it('[17] ends every session when the password is reset', async ({ task }) => {
    const user = await newUser()
    const [here, elsewhere] = [copied(user), copied(await logInElsewhere(user))]
    const { api } = stranger()
    expectOk(await api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    const token = await mailedToken(user.email)
    expect((await api.resetPassword({ body: { token, newPassword: NEW_PASSWORD } })).status).toBe(204)
    const outcomes = [
      await here.read(),
      await here.refresh(),
      await elsewhere.read(),
      await elsewhere.refresh(),
    ]
    expect(outcomes).toEqual([OUT, ENDED, OUT, ENDED])
    task.meta.seen = `both sessions: ${outcomes.join(', ')}`
  })

  it('[17] ends every session when the account is deleted', async ({ task }) => {
    const user = await newUser()
    const [here, elsewhere] = [copied(user), copied(await logInElsewhere(user))]
    expect((await user.api.deleteMe({ body: { password: user.password } })).status).toBe(204)
    const outcomes = [
      await here.read(),
      await here.refresh(),
      await elsewhere.read(),
      await elsewhere.refresh(),
    ]
    expect(outcomes).toEqual([OUT, ENDED, OUT, ENDED])
    const login = await stranger().api.loginUser({ body: { email: user.email, password: user.password } })
    expect(problemOf(login)).toBe('401 InvalidCredentials')
    task.meta.seen = `both sessions: ${outcomes.join(', ')}; login: ${login.status}`
  })
})

describe('a login with the old password that is under way', () => {
  const changes: [what: string, change: (user: Person) => Promise<unknown>][] = [
    [
      'its change',
      user =>
        user.api.changePassword({ body: { currentPassword: user.password, newPassword: NEW_PASSWORD } }),
    ],
    ['the deletion of the account', user => user.api.deleteMe({ body: { password: user.password } })],
  ]

  it.each(changes)(
    '[17] does not let a login with the old password that is under way outlive %s',
    async (_, change) => {
      const user = await newUser()
      // The comparison has succeeded, but its result is held back until the password has changed.
      const compare = bcrypt.compare.bind(bcrypt)
      const compared = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      vi.spyOn(bcrypt, 'compare').mockImplementationOnce(async (password, hash) => {
        const matches = await compare(password, hash)
        compared.resolve()
        await released.promise
        return matches
      })
      try {
        const browser = openBrowser(new Map(), fetchInProcess)
        const body = { email: user.email, password: user.password }
        const login = request('POST', '/auth/users/login', { body, fetch: browser.fetch })
        await compared.promise
        await change(user)
        const before = await sessionsOf(user)
        released.resolve()
        expect(outcomeOf(await login)).toBe('401 InvalidCredentials')
        expect(browser.cookies.size).toBe(0)
        expect(await sessionsOf(user)).toBe(before)
      } finally {
        vi.restoreAllMocks()
      }
    },
  )
})
