import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { finishAccountDeletions } from '#functions/jobs/finish-account-deletions.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newBrand } from '../setup/people/brands.ts'
import { mailedToken, mailsTo } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { breakMedia, publishReel } from '../setup/videos/videos.ts'

const { ObjectId } = mongoose.mongo
const db = database()

const NEW_PASSWORD = 'nine-green-ladders'

function logIn(person: Person, password = person.password) {
  const { api, browser } = stranger()
  return { api, browser, result: api.loginUser({ body: { email: person.email, password } }) }
}

describe('the sessions of an account', () => {
  it('are listed latest first with address and time, and the current one is marked', async () => {
    const user = await newUser()
    const { api, result } = logIn(user)
    expectOk(await result)
    const { items } = expectOk(await api.listSessions())
    expect(items.map(({ current }) => current)).toEqual([true, false])
    expect(items[0]?.ip).toMatch(/^127\./)
    expect(Date.parse(items[0]?.createdAt ?? '')).toBeGreaterThan(Date.parse(items[1]?.createdAt ?? ''))
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      'createdAt',
      'current',
      'id',
      'ip',
      'lastUsedAt',
      'userAgent',
    ])
  })

  it('can each be ended, more than once, and the current one too', async () => {
    const user = await newUser()
    const other = logIn(user)
    expectOk(await other.result)
    const { items } = expectOk(await user.api.listSessions())
    const theirs = items.find(({ current }) => !current)?.id ?? ''
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await user.api.endSession({ params: { sessionId: theirs } })).status).toBe(204)
    }
    expect(problemOf(await other.api.getMe())).toBe('401 NotAuthenticated')
    const own = items.find(({ current }) => current)?.id ?? ''
    expect((await user.api.endSession({ params: { sessionId: own } })).status).toBe(204)
    expect([...user.browser.cookies.keys()]).toEqual(['reels_device'])
    expect(problemOf(await user.api.getMe())).toBe('401 NotAuthenticated')
  })

  it('can all be ended except the current one', async () => {
    const user = await newUser()
    const others = [logIn(user), logIn(user)]
    for (const { result } of others) expectOk(await result)
    expect((await user.api.endOtherSessions()).status).toBe(204)
    for (const { api } of others) expect(problemOf(await api.getMe())).toBe('401 NotAuthenticated')
    expect(expectOk(await user.api.listSessions()).items.map(({ current }) => current)).toEqual([true])
  })

  it('are not found by a path segment that is not an id', async () => {
    const user = await newUser()
    expect(problemOf(await user.api.endSession({ params: { sessionId: 'nonsense' } }))).toBe('404 NotFound')
  })
})

describe('changing the password', () => {
  it('needs the current password, and afterwards only the new one logs in', async () => {
    const user = await newUser()
    const wrong = { currentPassword: 'not-the-password', newPassword: NEW_PASSWORD }
    expect(problemOf(await user.api.changePassword({ body: wrong }))).toBe('401 InvalidCredentials')
    const body = { currentPassword: user.password, newPassword: NEW_PASSWORD }
    expect((await user.api.changePassword({ body })).status).toBe(204)
    expect(problemOf(await logIn(user).result)).toBe('401 InvalidCredentials')
    expect((await logIn(user, NEW_PASSWORD).result).status).toBe(200)
  })

  it('refuses public facts of the account, and common passwords', async () => {
    const brand = newBrand('Northern Lights')
    const partner = await newPartner(brand)
    for (const newPassword of [partner.email.toUpperCase(), brand.toLowerCase(), 'password123']) {
      const body = { currentPassword: partner.password, newPassword }
      const refused = await partner.api.changePassword({ body })
      expect(problemOf(refused), newPassword).toBe('422 ValidationFailed')
      expect(!refused.ok && refused.problem.errors?.map(({ path }) => path)).toEqual(['newPassword'])
    }
  })

  it('allows ten wrong guesses in a quarter of an hour', async () => {
    const user = await newUser()
    const body = { currentPassword: 'not-the-password', newPassword: NEW_PASSWORD }
    const guesses = await Promise.all(
      Array.from({ length: 12 }, async () => problemOf(await user.api.changePassword({ body }))),
    )
    expect(guesses.filter(guess => guess === '401 InvalidCredentials')).toHaveLength(10)
    expect(guesses.filter(guess => guess === '429 TooManyRequests')).toHaveLength(2)
    // The other operation that asks for the password shares this count.
    const deletion = await user.api.deleteMe({ body: { password: user.password } })
    expect(problemOf(deletion)).toBe('429 TooManyRequests')
  })
})

describe('a forgotten password', () => {
  it('is replaced through the link in the mail, whatever the case of the email', async () => {
    const user = await newUser()
    const { api } = stranger()
    const asked = await api.forgotPassword({ body: { email: user.email.toUpperCase(), role: 'user' } })
    expect(asked.status).toBe(202)
    const [mail] = await mailsTo(user.email)
    expect(mail?.text).toContain(`${inject('settings')['PASSWORD_RESET_URL']}#token=`)
    expect(mail?.text).toContain('&role=user')
    const body = { token: await mailedToken(user.email), newPassword: NEW_PASSWORD }
    expect((await api.resetPassword({ body })).status).toBe(204)
    expect((await logIn(user, NEW_PASSWORD).result).status).toBe(200)
    expect(problemOf(await api.resetPassword({ body }))).toBe('400 InvalidToken')
  })

  it('of a user sends no mail to the partner with the same email, and none to a stranger', async () => {
    const partner = await newPartner()
    const { api } = stranger()
    for (const email of [partner.email, `${randomUUID()}@example.com`]) {
      expect((await api.forgotPassword({ body: { email, role: 'user' } })).status).toBe(202)
      expect(await mailsTo(email, 'Set a new password')).toEqual([])
    }
  })

  it('keeps its link valid if the new password is refused', async () => {
    const user = await newUser()
    const { api } = stranger()
    expectOk(await api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    const token = await mailedToken(user.email)
    const known = await api.resetPassword({ body: { token, newPassword: user.email } })
    expect(problemOf(known)).toBe('422 ValidationFailed')
    expect((await api.resetPassword({ body: { token, newPassword: NEW_PASSWORD } })).status).toBe(204)
  })
})

describe('editing a profile', () => {
  it('changes what is given, and null removes an optional field', async () => {
    const { api } = await newPartner()
    const bio = 'Sand & sea.'
    const given = {
      brandName: newBrand('Dune & Films'),
      website: 'https://dune.example',
      bio,
      phone: '+34 600 000 000',
    }
    const { account } = expectOk(await api.updateMe({ body: given }))
    expect(account).toMatchObject({ ...given, contactName: null })
    const cleared = expectOk(await api.updateMe({ body: { website: null, phone: null } }))
    expect(cleared.account).toEqual({ ...account, website: null, phone: null })
    expect(expectOk(await api.updateMe({ body: {} })).account).toEqual(cleared.account)
    expect(expectOk(await api.getMe()).account).toEqual(cleared.account)
  })

  it('accepts only the fields of the role, and names each other one', async () => {
    const [user, partner] = [await newUser(), await newPartner()]
    const ofPartner = await user.api.updateMe({ body: { username: 'some.body', bio: 'x', phone: '+34 600' } })
    expect(problemOf(ofPartner)).toBe('422 ValidationFailed')
    expect(!ofPartner.ok && ofPartner.problem.errors?.map(({ path }) => path)).toEqual(['phone', 'bio'])
    expect(problemOf(await partner.api.updateMe({ body: { username: 'some.body' } }))).toBe(
      '422 ValidationFailed',
    )
    for (const field of ['brandName', 'email', 'password']) {
      const answer = await partner.browser.fetch(`${inject('apiUrl')}/auth/me`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ [field]: null }),
      })
      expect(answer.status, field).toBe(422)
    }
  })

  it('refuses a username that is taken in any case, and accepts the own username in another case', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const { account } = expectOk(await other.api.getMe())
    const taken = account.role === 'user' ? account.username : ''
    const username = taken.toUpperCase()
    expect(problemOf(await user.api.updateMe({ body: { username } }))).toBe('409 UsernameTaken')
    expect(expectOk(await other.api.updateMe({ body: { username } })).account).toMatchObject({ username })
  })

  it('shows the new brand on reels and on the public page', async () => {
    const partner = await newPartner()
    const { id } = await publishReel(partner)
    const brandName = newBrand('After')
    expectOk(await partner.api.updateMe({ body: { brandName } }))
    const { reel } = expectOk(await stranger().api.getReel({ params: { reelId: id } }))
    expect(reel.partner).toEqual({ id: partner.id, brandName })
    const page = await stranger().api.getPartner({ params: { partnerId: partner.id } })
    expect(expectOk(page).partner).toMatchObject({ brandName, reels: 1 })
  })
})

describe('deleting an account', () => {
  beforeAll(() => {
    Object.assign(process.env, inject('settings'))
  })
  afterAll(disconnectDatabase)

  it('needs its password', async () => {
    const user = await newUser()
    const refused = await user.api.deleteMe({ body: { password: 'not-the-password' } })
    expect(problemOf(refused)).toBe('401 InvalidCredentials')
    expect((await user.api.getMe()).status).toBe(200)
  })

  it('of a user removes its likes and saves, from the counters too', async () => {
    const [user, other, partner] = [await newUser(), await newUser(), await newPartner()]
    const reels = [await publishReel(partner), await publishReel(partner)]
    for (const { id } of reels) {
      for (const { api } of [user, other]) {
        expectOk(await api.likeReel({ params: { reelId: id } }))
        expectOk(await api.saveReel({ params: { reelId: id } }))
      }
    }
    expect((await user.api.deleteMe({ body: { password: user.password } })).status).toBe(204)
    expect([...user.browser.cookies.keys()]).toEqual(['reels_device'])
    for (const { id } of reels) {
      const { reel } = expectOk(await stranger().api.getReel({ params: { reelId: id } }))
      expect(reel.counts).toMatchObject({ likes: 1, saves: 1 })
    }
    for (const collection of ['likes', 'saves']) {
      expect(await db.collection(collection).countDocuments({ user: new ObjectId(user.id) })).toBe(0)
    }
    expect(await db.collection('users').countDocuments({ _id: new ObjectId(user.id) })).toBe(0)
    expect(problemOf(await logIn(user).result)).toBe('401 InvalidCredentials')
  })

  it('of a partner removes its reels and videos', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const reel = await publishReel(partner)
    expectOk(await user.api.likeReel({ params: { reelId: reel.id } }))
    expect((await partner.api.deleteMe({ body: { password: partner.password } })).status).toBe(204)
    const params = { reelId: reel.id }
    expect(problemOf(await stranger().api.getReel({ params }))).toBe('404 ReelNotFound')
    const page = await stranger().api.getPartner({ params: { partnerId: partner.id } })
    expect(problemOf(page)).toBe('404 PartnerNotFound')
    expect(expectOk(await user.api.listLikes()).items).toEqual([])
    expect((await fetch(reel.video?.url ?? '')).status).toBe(404)
  })

  it('leaves a video that the media server does not delete to the job', async () => {
    const partner = await newPartner()
    const reel = await publishReel(partner)
    const mend = await breakMedia({ when: { contains: reel.id }, fault: 'status', status: 500 })
    try {
      expect((await partner.api.deleteMe({ body: { password: partner.password } })).status).toBe(204)
    } finally {
      await mend()
    }
    expect(problemOf(await stranger().api.getReel({ params: { reelId: reel.id } }))).toBe('404 ReelNotFound')
    const waiting = db.collection<{ _id: string }>('pendingFolders')
    expect(await waiting.countDocuments({ _id: new RegExp(reel.id) })).toBe(1)
  })

  it('is finished by the job if it was interrupted', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const reel = await publishReel(partner)
    expectOk(await user.api.likeReel({ params: { reelId: reel.id } }))
    // The state after a crash right after the deletion was written down.
    for (const { id, role } of [
      { id: partner.id, role: 'partner' },
      { id: user.id, role: 'user' },
    ]) {
      await db.collection('accountDeletions').insertOne({ _id: new ObjectId(id), role, askedAt: new Date(0) })
    }
    const { finished = 0 } = await runJob(finishAccountDeletions)
    expect(finished).toBeGreaterThanOrEqual(2)
    for (const [person, collection] of [
      [partner, 'partners'],
      [user, 'users'],
    ] as const) {
      expect(problemOf(await person.api.getMe())).toBe('401 NotAuthenticated')
      expect(await db.collection(collection).countDocuments({ _id: new ObjectId(person.id) })).toBe(0)
      expect(await db.collection('accountDeletions').countDocuments({ _id: new ObjectId(person.id) })).toBe(0)
    }
    expect(await db.collection('reels').countDocuments({ partner: new ObjectId(partner.id) })).toBe(0)
    expect(await db.collection('likes').countDocuments({ user: new ObjectId(user.id) })).toBe(0)
    expect((await fetch(reel.video?.url ?? '')).status).toBe(404)
  })

  it('frees its email and its username', async () => {
    const user = await newUser()
    const { account } = expectOk(await user.api.getMe())
    const username = account.role === 'user' ? account.username : ''
    expect((await user.api.deleteMe({ body: { password: user.password } })).status).toBe(204)
    const body = { email: user.email, username, password: NEW_PASSWORD }
    expect((await stranger().api.registerUser({ body })).status).toBe(201)
  })
})

describe('the time zone of a partner', () => {
  it('is UTC at first, and can be any of the IANA time zones', async () => {
    const { api } = await newPartner()
    const { account } = expectOk(await api.getMe())
    expect(account).toMatchObject({ timeZone: 'UTC' })
    for (const timeZone of ['Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3', 'UTC']) {
      expect(expectOk(await api.updateMe({ body: { timeZone } })).account).toMatchObject({ timeZone })
    }
    for (const timeZone of ['', 'Mars/Olympus', '+05:45', 'Europe/Madrid ', 'x'.repeat(65)]) {
      expect(problemOf(await api.updateMe({ body: { timeZone } })), timeZone).toBe('422 ValidationFailed')
    }
  })
})
