import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { inProcess } from '../../setup/gateway/in-process.ts'
import { outcomeOf, request, tally } from '../../setup/gateway/requests.ts'
import { newAddress } from '../../setup/people/addresses.ts'
import { newUser } from '../../setup/people/people.ts'
import { cookieOf } from '../../setup/people/tokens.ts'

afterAll(disconnectDatabase)
afterEach(() => {
  vi.useRealTimers()
})

const DAY = 24 * 60 * 60 * 1_000

it('[125] asks for a login 90 days after the last one, however often the session was refreshed', async ({
  task,
}) => {
  const user = await newUser()
  const send = inProcess({ sourceIp: newAddress() })
  const startedAt = Date.now()
  let secret = cookieOf(user, 'reels_refresh')
  vi.useFakeTimers({ toFake: ['Date'] })
  const outcomes: { day: number; outcome: string }[] = []
  for (let refresh = 1; refresh <= 1_000; refresh += 1) {
    const day = (refresh * 91) / 1_000
    vi.setSystemTime(startedAt + day * DAY)
    const answer = await request('POST', '/auth/refresh', {
      headers: { cookie: `reels_refresh=${secret}` },
      fetch: send,
    })
    const [, , next] = answer.headers
      .getSetCookie()
      .flatMap(line => /^(reels_refresh)=([^;]+)/.exec(line) ?? [])
    secret = next ?? secret
    outcomes.push({ day, outcome: outcomeOf(answer) })
  }
  const [before, after] = [
    outcomes.filter(({ day }) => day < 89.99).map(({ outcome }) => outcome),
    outcomes.filter(({ day }) => day >= 90).map(({ outcome }) => outcome),
  ]
  expect(tally(before)).toBe(`204 × ${before.length}`)
  expect(tally(after)).toBe(`401 SessionExpired × ${after.length}`)
  const body = { email: user.email, password: user.password }
  const login = await request('POST', '/auth/users/login', { body, fetch: send })
  expect(login.status).toBe(200)
  task.meta.seen = `${tally(before)}, then ${tally(after)}; login: ${login.status}`
}, 120_000)
