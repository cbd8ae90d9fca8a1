import bcrypt from 'bcryptjs'
import mongoose from 'mongoose'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#domains/limits/limits.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { type Answer, outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { newUser, type Person } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'

const { quota: BUDGET, seconds: WINDOW } = LIMITS.loginFromAddress
const IN_A_ROW = LIMITS.loginInARow.quota
const WRONG = '401 InvalidCredentials'
const REFUSED = '429 TooManyRequests'

const db = database()
afterAll(disconnectDatabase)

// A hash of the lowest cost: counting attempts is shown here, and a hundred of them at full cost take a minute.
async function userWithQuickHash(): Promise<Person> {
  const user = await newUser()
  await db
    .collection('users')
    .updateOne(
      { _id: new mongoose.mongo.ObjectId(user.id) },
      { $set: { passwordHash: await bcrypt.hash(user.password, 4) } },
    )
  return user
}

interface From {
  fetch: typeof fetch
  headers?: Record<string, string>
}

function logIn(user: Person, password: string, { fetch, headers }: From): Promise<Answer> {
  const options = { body: { email: user.email, password }, fetch, ...(headers && { headers }) }
  return request('POST', '/auth/users/login', options)
}

const fail = (user: Person, from: From) => logIn(user, 'not-the-password', from)

async function failTimes(count: number, user: Person, from: From): Promise<string[]> {
  const outcomes: string[] = []
  for (let attempt = 0; attempt < count; attempt++) outcomes.push(outcomeOf(await fail(user, from)))
  return outcomes
}

describe('logins of one account from one address', () => {
  it('[5] refuses the 16th login after 15 failures, even with the right password, but only from that address', async ({
    task,
  }) => {
    const user = await userWithQuickHash()
    const here = { fetch: fetchFrom(newAddress()) }
    expect(tally(await failTimes(15, user, here))).toBe(`${WRONG} × 15`)
    const refused = await logIn(user, user.password, here)
    expect(outcomeOf(refused)).toBe(REFUSED)
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(WINDOW)
    expect(refused.headers.getSetCookie()).toEqual([])
    const elsewhere = await logIn(user, user.password, { fetch: fetchFrom(newAddress()) })
    expect(elsewhere.status).toBe(200)
    task.meta.seen = `15 × 401, then ${refused.status} with Retry-After ${wait}; from another address ${elsewhere.status}`
  })

  it('[5] does not count logins that succeed', async () => {
    const user = await userWithQuickHash()
    const here = { fetch: fetchFrom(newAddress()) }
    await failTimes(BUDGET - 1, user, here)
    for (let login = 0; login < 3; login++) {
      expect((await logIn(user, user.password, here)).status).toBe(200)
    }
    expect(outcomeOf(await fail(user, here))).toBe(WRONG)
    expect(outcomeOf(await fail(user, here))).toBe(REFUSED)
  })

  it('[5] ignores the case of an email, and counts each role and each account separately', async () => {
    const [user, other] = [await userWithQuickHash(), await userWithQuickHash()]
    const here = { fetch: fetchFrom(newAddress()) }
    await failTimes(BUDGET, user, here)
    expect(outcomeOf(await fail({ ...user, email: user.email.toUpperCase() }, here))).toBe(REFUSED)
    expect(outcomeOf(await fail(other, here))).toBe(WRONG)
    const body = { email: user.email, password: 'not-the-password' }
    expect(outcomeOf(await request('POST', '/auth/partners/login', { body, ...here }))).toBe(WRONG)
  })

  it('[6] compares passwords no more often than the limit allows in a burst of four times as many logins', async ({
    task,
  }) => {
    const user = await userWithQuickHash()
    const compare = vi.spyOn(bcrypt, 'compare')
    try {
      const from = { fetch: inProcess({ sourceIp: newAddress() }) }
      const answers = await Promise.all(Array.from({ length: 4 * BUDGET }, () => fail(user, from)))
      expect(tally(answers.map(outcomeOf))).toBe(`${WRONG} × ${BUDGET}, ${REFUSED} × ${3 * BUDGET}`)
      expect(compare).toHaveBeenCalledTimes(BUDGET)
      task.meta.seen = `${answers.length} at once: ${compare.mock.calls.length} comparisons; ${tally(answers.map(outcomeOf))}`
    } finally {
      vi.restoreAllMocks()
    }
  })

  it('[6] lets only as many logins of the same burst through the gateway as the limit allows', async ({
    task,
  }) => {
    const user = await userWithQuickHash()
    const here = { fetch: fetchFrom(newAddress()) }
    const answers = await Promise.all(Array.from({ length: 4 * BUDGET }, () => fail(user, here)))
    const seen = tally(answers.map(outcomeOf))
    expect(seen).toBe(`${WRONG} × ${BUDGET}, ${REFUSED} × ${3 * BUDGET}`)
    task.meta.seen = seen
  })

  it('[6] does not allow more attempts because of a forged X-Forwarded-For', async ({ task }) => {
    const user = await userWithQuickHash()
    const fetch = fetchFrom(newAddress())
    await failTimes(BUDGET, user, { fetch })
    const forged = await Promise.all(
      ['x-forwarded-for', 'forwarded', 'x-real-ip', 'true-client-ip', 'cf-connecting-ip'].map(name => {
        const address = newAddress()
        const headers = { [name]: name === 'forwarded' ? `for=${address}` : address }
        return logIn(user, user.password, { fetch, headers })
      }),
    )
    expect(tally(forged.map(outcomeOf))).toBe(`${REFUSED} × 5`)
    task.meta.seen = tally(forged.map(outcomeOf))
  })

  it('[6] counts all callers without an address together', async ({ task }) => {
    const user = await userWithQuickHash()
    const nowhere = () => ({ fetch: inProcess({}) })
    const outcomes: string[] = []
    for (let attempt = 0; attempt < BUDGET + 1; attempt++)
      outcomes.push(outcomeOf(await fail(user, nowhere())))
    expect(tally(outcomes)).toBe(`${WRONG} × ${BUDGET}, ${REFUSED} × 1`)
    const somewhere = await logIn(user, user.password, { fetch: fetchFrom(newAddress()) })
    expect(somewhere.status).toBe(200)
    task.meta.seen = tally(outcomes)
  })
})

describe('logins of one account over all addresses', () => {
  it('[5] refuses the 101st login after 100 failures in a row, each from another address', async ({
    task,
  }) => {
    const user = await userWithQuickHash()
    const outcomes: string[] = []
    for (let attempt = 0; attempt < IN_A_ROW; attempt++) {
      outcomes.push(outcomeOf(await fail(user, { fetch: fetchFrom(newAddress()) })))
    }
    const last = await logIn(user, user.password, { fetch: fetchFrom(newAddress()) })
    expect(tally(outcomes)).toBe(`${WRONG} × 100`)
    expect(outcomeOf(last)).toBe(REFUSED)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    task.meta.seen = `${tally(outcomes)}, then ${outcomeOf(last)}`
  })

  it('[5] starts counting again after a success', async () => {
    const user = await userWithQuickHash()
    const elsewhere = () => ({ fetch: fetchFrom(newAddress()) })
    for (let attempt = 0; attempt < IN_A_ROW - 1; attempt++) await fail(user, elsewhere())
    expect((await logIn(user, user.password, elsewhere())).status).toBe(200)
    expect(outcomeOf(await fail(user, elsewhere()))).toBe(WRONG)
    expect(outcomeOf(await fail(user, elsewhere()))).toBe(WRONG)
  })

  it('[5] does not count attempts that the limit of one address refuses', async () => {
    const user = await userWithQuickHash()
    const here = { fetch: fetchFrom(newAddress()) }
    await failTimes(BUDGET, user, here)
    // As many again as all addresses have together, some at a time.
    for (let sent = 0; sent < IN_A_ROW; sent += 10) {
      await Promise.all(Array.from({ length: 10 }, () => fail(user, here)))
    }
    const elsewhere = await logIn(user, user.password, { fetch: fetchFrom(newAddress()) })
    expect(elsewhere.status).toBe(200)
  })
})
