import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SEND_MILLISECONDS } from '#shared/runtime/mail/ses.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { comparable, median, outcomeOf, request, statusAndBody } from '../setup/gateway/requests.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { expectOk, newUser, type Person, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'

const db = database()

function nobodysEmail(): string {
  return `${randomUUID()}@example.com`
}

describe('a password reset', () => {
  const NEW = 'nine-green-ladders'
  const reset = (token: string, newPassword = NEW) =>
    request('POST', '/auth/password/reset', { body: { token, newPassword } })

  async function forgetful(): Promise<{ user: Person; token: string }> {
    const user = await newUser()
    expectOk(await stranger().api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    return { user, token: await mailedToken(user.email) }
  }

  it('[7] lets one of two resets with one token succeed', async ({ task }) => {
    const { user, token } = await forgetful()
    const answers = await Promise.all([reset(token, NEW), reset(token, `${NEW}-2`)])
    const outcomes = answers.map(outcomeOf).sort()
    expect(outcomes).toEqual(['204', '400 InvalidToken'])
    const winner = answers[0]?.status === 204 ? NEW : `${NEW}-2`
    const login = await stranger().api.loginUser({ body: { email: user.email, password: winner } })
    expect(login.status).toBe(200)
    expect(outcomeOf(await reset(token))).toBe('400 InvalidToken')
    task.meta.seen = outcomes.join(' and ')
  })

  it('[7] refuses a reset with an expired, a replaced or a made-up token', async () => {
    const { user, token } = await forgetful()
    expectOk(await stranger().api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    const later = await mailedToken(user.email)
    await db
      .collection('passwordResets')
      .updateOne(
        { _id: (await hashOf(token)) as never },
        { $set: { expiresAt: new Date(Date.now() - 1_000) } },
      )
    expect(outcomeOf(await reset(token))).toBe('400 InvalidToken')
    expect(outcomeOf(await reset('a'.repeat(43)))).toBe('400 InvalidToken')
    expect(outcomeOf(await reset(''))).toBe('400 InvalidToken')
    // A second link is valid together with the first one. When one is used, the other becomes invalid.
    expect(outcomeOf(await reset(later))).toBe('204')
    expect(outcomeOf(await reset(token))).toBe('400 InvalidToken')
  })

  it('[7] gives a forgotten password the same answer in the same time, whether the email is known or not', async ({
    task,
  }) => {
    const user = await newUser()
    const ask = async (email: string) => {
      const startedAt = performance.now()
      const answer = await request('POST', '/auth/password/forgot', { body: { email, role: 'user' } })
      return { answer: comparable(answer), milliseconds: performance.now() - startedAt }
    }
    const known = await Promise.all(Array.from({ length: 3 }, () => ask(user.email)))
    const unknown = await Promise.all(Array.from({ length: 3 }, () => ask(nobodysEmail())))
    expect(known[0]?.answer.status).toBe(202)
    expect(statusAndBody(unknown[0]?.answer)).toEqual(statusAndBody(known[0]?.answer))
    const [knownTime, unknownTime] = [known, unknown].map(asked =>
      median(asked.map(({ milliseconds }) => milliseconds)),
    )
    if (knownTime === undefined || unknownTime === undefined) throw new Error('Nothing was measured')
    expect(Math.abs(knownTime - unknownTime)).toBeLessThan(500)
    // Longer than sending can take, so that the time of sending is not visible.
    for (const { milliseconds } of [...known, ...unknown])
      expect(milliseconds).toBeGreaterThan(SEND_MILLISECONDS)
    task.meta.seen = `medians of 3: known ${knownTime.toFixed(0)} ms, unknown ${unknownTime.toFixed(0)} ms`
  })
})

describe('a password reset while the mail service hangs', () => {
  const hanging = createServer(() => {})
  beforeAll(() => new Promise<void>(resolve => hanging.listen(0, '127.0.0.1', resolve)))
  afterAll(() => {
    hanging.close().closeAllConnections()
  })

  it('[7] answers in the same time while the mail service hangs, and leaves the mail to the job', async ({
    task,
  }) => {
    const address = hanging.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const slow = inProcess({ settings: { AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${port}` } })
    const user = await newUser()
    const times: number[] = []
    for (const email of [user.email, nobodysEmail()]) {
      const startedAt = performance.now()
      const body = { email, role: 'user' }
      expect((await request('POST', '/auth/password/forgot', { body, fetch: slow })).status).toBe(202)
      times.push(performance.now() - startedAt)
    }
    const [known = 0, unknown = 0] = times
    expect(Math.abs(known - unknown)).toBeLessThan(500)
    expect(await db.collection('outgoingMails').countDocuments({ to: user.email })).toBe(1)
    task.meta.seen = `known ${known.toFixed(0)} ms, unknown ${unknown.toFixed(0)} ms`
  })
})

async function hashOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return Buffer.from(digest).toString('base64url')
}
