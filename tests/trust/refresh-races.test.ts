import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import type { Session } from '#shared/sessions/model.ts'
import { GRACE_MILLISECONDS } from '#shared/sessions/refreshing.ts'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { expectOk, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { claimsOf, cookieOf } from '../setup/people/tokens.ts'
import { database } from '../setup/platform/database.ts'

const { ObjectId } = mongoose.mongo
const sessions = database().collection<Session>('sessions')

const ENDED = '401 SessionExpired'

function sessionsOf(user: Person): Promise<Session[]> {
  return sessions.find({ account: new ObjectId(user.id) }).toArray()
}

/** Changes the time of the last rotation, so that it seems to be this long ago. */
function age(user: Person, milliseconds: number) {
  const rotatedAt = new Date(Date.now() - milliseconds)
  return sessions.updateOne({ account: new ObjectId(user.id) }, { $set: { rotatedAt } })
}

/** Refreshes with this secret, and returns the outcome and the next secret. */
async function refreshWith(secret: string): Promise<{ outcome: string; next: string | undefined }> {
  const answer = await request('POST', '/auth/refresh', { headers: { cookie: `reels_refresh=${secret}` } })
  const line = answer.headers.getSetCookie().find(cookie => cookie.startsWith('reels_refresh='))
  return { outcome: outcomeOf(answer), next: line?.slice('reels_refresh='.length).split(';')[0] }
}

const hash = (secret: string) =>
  createHash('sha256')
    .update(secret.split('.')[1] ?? '')
    .digest('base64url')

const LOG = '.local/tests/api.log'
const LOG_MILLISECONDS = 5_000

/** The security events about a session; waits until there is one. */
async function securityEvents(sessionId: string): Promise<Record<string, unknown>[]> {
  const deadline = Date.now() + LOG_MILLISECONDS
  for (;;) {
    // Output that is printed together can be on one line.
    const lines = (await readFile(LOG, 'utf8')).split(/\n|(?=\{"level")/)
    const events = lines.flatMap(line =>
      line.includes('"securityEvent"') && line.includes(sessionId) ? [JSON.parse(line)] : [],
    )
    if (events.length > 0 || Date.now() > deadline) return events
    await pause(20)
  }
}

describe('refreshes at once', () => {
  it('[13] gives 100 refreshes with one cookie the same new cookie, and rotates the secret once', async ({
    task,
  }) => {
    const user = await newUser()
    const secret = cookieOf(user, 'reels_refresh')
    const [before] = await sessionsOf(user)
    const answers = await Promise.all(Array.from({ length: 100 }, () => refreshWith(secret)))
    expect(tally(answers.map(({ outcome }) => outcome))).toBe('204 × 100')
    const successors = new Set(answers.map(({ next }) => next))
    expect(successors.size).toBe(1)
    const [next = ''] = [...successors].flatMap(successor => successor ?? [])
    expect(next).not.toBe(secret)
    const after = await sessionsOf(user)
    expect(after).toHaveLength(1)
    // One rotation: what is stored is the successor of what was stored before, and nothing in between.
    expect(after[0]).toMatchObject({
      _id: before?._id,
      previousHash: before?.refreshHash,
      refreshHash: hash(next),
    })
    task.meta.seen = `${tally(answers.map(({ outcome }) => outcome))}, ${successors.size} successor, ${after.length} session document`
  })

  it('[13] stores no refresh secret, only hashes', async () => {
    const user = await newUser()
    const first = cookieOf(user, 'reels_refresh')
    expectOk(await user.api.refreshSession())
    const stored = JSON.stringify(await sessionsOf(user))
    for (const secret of [first, cookieOf(user, 'reels_refresh')]) {
      expect(stored).not.toContain(secret.split('.')[1])
    }
  })
})

describe('a refresh secret that was used before', () => {
  it('[14] gives the same new cookie again if the previous secret is sent within 30 s', async ({ task }) => {
    const user = await newUser()
    const parent = cookieOf(user, 'reels_refresh')
    expectOk(await user.api.refreshSession())
    const child = cookieOf(user, 'reels_refresh')
    expect(GRACE_MILLISECONDS).toBe(30_000)
    await age(user, GRACE_MILLISECONDS - 2_000)
    const again = await refreshWith(parent)
    expect(again).toEqual({ outcome: '204', next: child })
    // The grace is counted from the rotation: using it does not prolong it.
    await age(user, GRACE_MILLISECONDS + 1_000)
    expect((await refreshWith(parent)).outcome).toBe(ENDED)
    task.meta.seen = `28 s later: ${again.outcome} and the same successor; 31 s later: ${ENDED}`
  })

  it('[14] ends every session of the family if the previous secret is sent later, and logs a security event', async ({
    task,
  }) => {
    const user = await newUser()
    const { sid } = claimsOf(user)
    const [parent, access] = [cookieOf(user, 'reels_refresh'), cookieOf(user, 'reels_access')]
    expectOk(await user.api.refreshSession())
    await age(user, GRACE_MILLISECONDS + 1_000)
    const reused = await refreshWith(parent)
    const thief = await request('GET', '/auth/me', { headers: { cookie: `reels_access=${access}` } })
    const outcomes = [
      reused.outcome,
      outcomeOf(thief),
      problemOf(await user.api.getMe()),
      problemOf(await user.api.refreshSession()),
    ]
    expect(outcomes).toEqual([ENDED, '401 NotAuthenticated', '401 NotAuthenticated', ENDED])
    // The cookie is cleared, so that the browser does not send it again.
    expect(reused.next).toBe('')
    expect(await sessionsOf(user)).toEqual([])
    const events = await securityEvents(sid)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      level: 'WARN',
      securityEvent: 'refresh-reuse',
      sessionId: sid,
      accountId: user.id,
    })
    expect(JSON.stringify(events)).not.toContain(parent.split('.')[1])
    task.meta.seen = `31 s later: ${outcomes.join(', ')}; log: ${String(events[0]?.['securityEvent'])}`
  })

  it('[14] ends the family at any time if an even older secret is sent', async ({ task }) => {
    const user = await newUser()
    const { sid } = claimsOf(user)
    const grandparent = cookieOf(user, 'reels_refresh')
    expectOk(await user.api.refreshSession())
    expectOk(await user.api.refreshSession())
    const outcomes = [
      (await refreshWith(grandparent)).outcome,
      problemOf(await user.api.getMe()),
      problemOf(await user.api.refreshSession()),
    ]
    expect(outcomes).toEqual([ENDED, '401 NotAuthenticated', ENDED])
    expect(await securityEvents(sid)).toHaveLength(1)
    task.meta.seen = `at once: ${outcomes.join(', ')}`
  })

  it('[14] leaves the other sessions of the account alone when one is revoked', async () => {
    const user = await newUser()
    const elsewhere = stranger().api
    expectOk(await elsewhere.loginUser({ body: { email: user.email, password: user.password } }))
    const parent = cookieOf(user, 'reels_refresh')
    expectOk(await user.api.refreshSession())
    await age(user, GRACE_MILLISECONDS + 1_000)
    await sessions.updateMany({ account: new ObjectId(user.id) }, { $set: { rotatedAt: new Date(0) } })
    expect((await refreshWith(parent)).outcome).toBe(ENDED)
    expect((await elsewhere.getMe()).status).toBe(200)
    expect((await elsewhere.refreshSession()).status).toBe(204)
  })
})

describe('a session that has expired', () => {
  it('[14] accepts neither the last secret of an expired session nor its access cookie', async () => {
    const user = await newUser()
    await sessions.updateOne(
      { account: new ObjectId(user.id) },
      { $set: { expiresAt: new Date(Date.now() - 1) } },
    )
    expect((await refreshWith(cookieOf(user, 'reels_refresh'))).outcome).toBe(ENDED)
    expect(problemOf(await user.api.getMe())).toBe('401 NotAuthenticated')
  })
})
