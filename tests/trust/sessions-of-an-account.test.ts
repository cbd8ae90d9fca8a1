import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import mongoose from 'mongoose'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { openBrowser } from '#local/browser.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { contract } from '../setup/contract/contract.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { outcomeOf, request } from '../setup/gateway/requests.ts'
import { newAddress } from '../setup/people/addresses.ts'
import { mailedToken, mailsTo } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { keepQuickHashes, makeQuick } from '../setup/people/quick-passwords.ts'
import { claimsOf, cookieOf } from '../setup/people/tokens.ts'
import { database } from '../setup/platform/database.ts'
import { FREE, publishReel } from '../setup/videos/videos.ts'

afterAll(disconnectDatabase)
afterEach(() => {
  vi.restoreAllMocks()
})

const db = database()
const NEW_PASSWORD = 'nine-green-ladders'
const OUT = '401 NotAuthenticated'
const ENDED = '401 SessionExpired'

const CHANGED = 'Your password was changed'
const LETTERS: Record<string, string> = { passwordChanged: CHANGED }

/** Of the mails that were sent to an address, and of those that a slow mail service has left to the job. */
async function subjectsTo(email: string): Promise<unknown[]> {
  const waiting = await db.collection('outgoingMails').find({ to: email }).toArray()
  return [
    ...(await mailsTo(email)).map(({ subject }) => subject),
    ...waiting.map(({ kind }) => LETTERS[kind]),
  ]
}

function sessionsOf({ id }: Pick<Person, 'id'>): Promise<number> {
  return db.collection('sessions').countDocuments({ account: new mongoose.mongo.ObjectId(id) })
}

/** The cookies of a person as somebody has copied them. */
function copied(person: Person) {
  const [access, refresh] = [cookieOf(person, 'reels_access'), cookieOf(person, 'reels_refresh')]
  const ask = (method: string, path: string, cookie: string) => request(method, path, { headers: { cookie } })
  return {
    get: (path: string) => ask('GET', path, `reels_access=${access}`),
    refresh: async () => outcomeOf(await ask('POST', '/auth/refresh', `reels_refresh=${refresh}`)),
  }
}

type Shown = { viewer: unknown }
type Answer = { reel?: Shown; partner?: Shown; items?: Shown[] }

describe('an ended session where nobody has to be logged in', () => {
  const optional = contract.filter(
    ({ endpoint }) => endpoint.auth === 'optional' && endpoint.method === 'GET',
  )

  it('[115] shows no viewer to the cookie of a session that has ended', async ({ task }) => {
    const [partner, user] = [await newPartner(), await newUser()]
    const reel = await publishReel(partner)
    const { brandName } = reel.partner
    const before = copied(user)
    const viewers: unknown[] = []
    const read = async () => {
      for (const { endpoint } of optional) {
        const path = endpoint.path.replace('{reelId}', reel.id).replace('{partnerId}', partner.id)
        const query = endpoint.path.endsWith('/partners') ? brandName : reel.title
        const answer = await before.get(
          `${path}${endpoint.path.startsWith('/search') ? `?q=${encodeURIComponent(query)}` : ''}`,
        )
        const { reel: one, partner: other, items }: Answer = JSON.parse(answer.text)
        viewers.push((one ?? other ?? items?.[0])?.viewer)
      }
    }
    await read()
    expect(viewers.every(viewer => viewer !== null && viewer !== undefined)).toBe(true)
    viewers.length = 0
    expectOk(await user.api.logout())
    await read()
    expect(viewers).toEqual(optional.map(() => null))
    task.meta.seen = `${optional.length} routes: viewer is null`
  })

  it('[115] shows no unpublished reel to the cookie of a session that has ended', async ({ task }) => {
    const partner = await newPartner()
    const file = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }
    const { reel } = expectOk(await partner.api.createUpload({ body: { title: 'x', price: FREE, file } }))
    const { get } = copied(partner)
    expect((await get(`/reels/${reel.id}`)).status).toBe(200)
    expectOk(await partner.api.logout())
    const answer = await get(`/reels/${reel.id}`)
    expect(outcomeOf(answer)).toBe('404 ReelNotFound')
    task.meta.seen = outcomeOf(answer)
  })
})

describe('a made-up refresh secret', () => {
  it('[118] ends nothing, and is not counted as a use of an old one', async ({ task }) => {
    const user = await newUser()
    const { sid } = claimsOf(user)
    const outcomes: string[] = []
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const cookie = `reels_refresh=${sid}.${randomBytes(32).toString('base64url')}`
      outcomes.push(outcomeOf(await request('POST', '/auth/refresh', { headers: { cookie } })))
    }
    expect(outcomes).toEqual([ENDED, ENDED, ENDED])
    expect((await user.api.getMe()).status).toBe(200)
    expect((await user.api.refreshSession()).status).toBe(204)
    const log = await readFile('.local/tests/api.log', 'utf8')
    const events = log.split('\n').filter(line => line.includes('refresh-reuse') && line.includes(sid))
    expect(events).toEqual([])
    task.meta.seen = `${outcomes.join(', ')}; then 200 and 204`
  })

  it('[118] ends nothing if it is the secret of another session', async () => {
    const [user, attacker] = [await newUser(), await newUser()]
    const theirs = cookieOf(attacker, 'reels_refresh').split('.')[1]
    const cookie = `reels_refresh=${claimsOf(user).sid}.${theirs}`
    expect(outcomeOf(await request('POST', '/auth/refresh', { headers: { cookie } }))).toBe(ENDED)
    expect((await user.api.getMe()).status).toBe(200)
  })
})

describe('the sessions of an account', () => {
  it('[119] keeps the latest 50 of 101 logins, and lists the one that asks', async ({ task }) => {
    const user = await newUser()
    await makeQuick(user)
    keepQuickHashes()
    const people = [user]
    for (let login = 0; login < 101; login += 1) {
      const elsewhere = stranger(openBrowser(new Map(), inProcess({ sourceIp: newAddress() })))
      expectOk(await elsewhere.api.loginUser({ body: { email: user.email, password: user.password } }))
      people.push({ ...user, ...elsewhere })
    }
    const sids = people.map(person => claimsOf(person).sid)
    const [oldestAlive] = people.slice(-50)
    const { items } = expectOk(await (oldestAlive ?? user).api.listSessions())
    expect(items.map(({ id }) => id)).toEqual(sids.slice(-50).reverse())
    expect(items.filter(({ current }) => current).map(({ id }) => id)).toEqual([sids.at(-50)])
    expect(problemOf(await (people.at(-51) ?? user).api.getMe())).toBe(OUT)
    expect(await sessionsOf(user)).toBe(50)
    task.meta.seen = `${items.length} sessions; the 51st latest: ${OUT}`
  }, 60_000)

  it('[121] ends the session that a browser had when somebody registers in it', async ({ task }) => {
    const user = await newUser()
    const before = copied(user)
    const name = `second_${randomBytes(4).toString('hex')}`
    const body = { username: name, email: `${name}@example.com`, password: 'seven-blue-kettles' }
    expectOk(await user.api.registerUser({ body }))
    const outcomes = [outcomeOf(await before.get('/auth/me')), await before.refresh()]
    expect(outcomes).toEqual([OUT, ENDED])
    expect(await sessionsOf(user)).toBe(0)
    expect(expectOk(await user.api.getMe()).account.email).toBe(body.email)
    task.meta.seen = outcomes.join(', ')
  })
})

describe('a new password', () => {
  it('[123] ends copied cookies and open links, gives its owner a new session, and tells them by mail', async ({
    task,
  }) => {
    const user = await newUser()
    const thief = copied(user)
    const { sid } = claimsOf(user)
    const { api } = stranger()
    expectOk(await api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    const token = await mailedToken(user.email)
    expectOk(
      await user.api.changePassword({
        body: { currentPassword: user.password, newPassword: NEW_PASSWORD },
      }),
    )
    const reset = await api.resetPassword({ body: { token, newPassword: 'eleven-red-boxes' } })
    const outcomes = [outcomeOf(await thief.get('/auth/me')), await thief.refresh(), problemOf(reset)]
    expect(outcomes).toEqual([OUT, ENDED, '400 InvalidToken'])
    expect((await user.api.getMe()).status).toBe(200)
    expect(claimsOf(user).sid).not.toBe(sid)
    await expect.poll(() => subjectsTo(user.email)).toContain(CHANGED)
    task.meta.seen = `${outcomes.join(', ')}; a new session; a mail`
  })

  it('[123] tells the owner of a reset, too', async () => {
    const user = await newUser()
    const { api } = stranger()
    expectOk(await api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    const token = await mailedToken(user.email)
    expectOk(await api.resetPassword({ body: { token, newPassword: NEW_PASSWORD } }))
    await expect.poll(() => subjectsTo(user.email)).toContain(CHANGED)
  })
})
