import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { expectOk, newUser, stranger } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'

const LONGEST = 'seven-blue-kettles-'.padEnd(72, 'x')
const SHORT = 'seven-blue-kettles'

async function userWith(password: string) {
  const { api, browser } = stranger()
  const unique = randomUUID().slice(0, 13).replace('-', '_')
  const body = { username: unique, email: `${unique}@example.com`, password }
  expectOk(await api.registerUser({ body }))
  return { email: body.email, fetch: browser.fetch }
}

it.for([
  ['a password of 72 bytes', LONGEST, [`${LONGEST}x`, `${LONGEST}é`, LONGEST + 'y'.repeat(4_000)]],
  ['a short password', SHORT, [`${SHORT}\0`, `${SHORT}\0${SHORT}`, `${SHORT}\0x`]],
] as const)(
  '[113] refuses %s that is followed by something, at login, change and deletion',
  { timeout: 60_000 },
  async ([, password, wrong], { task }) => {
    const { email, fetch } = await userWith(password)
    const newPassword = 'nine-green-ladders'
    const outcomes: string[] = []
    for (const attempt of wrong) {
      const answers = [
        await request('POST', '/auth/users/login', { body: { email, password: attempt } }),
        await request('PUT', '/auth/password', { body: { currentPassword: attempt, newPassword }, fetch }),
        await request('DELETE', '/auth/me', { body: { password: attempt }, fetch }),
      ]
      outcomes.push(...answers.map(outcomeOf))
    }
    task.meta.seen = tally(outcomes)
    expect(tally(outcomes)).toBe('401 InvalidCredentials × 9')
    expect((await request('POST', '/auth/users/login', { body: { email, password } })).status).toBe(200)
  },
)

it('[113] refuses to set a password that has a NUL in it, or more than 72 bytes', async () => {
  const user = await newUser()
  for (const newPassword of ['seven\0blue-kettles', `${LONGEST}x`]) {
    const body = { currentPassword: user.password, newPassword }
    const changed = await request('PUT', '/auth/password', { body, fetch: user.browser.fetch })
    expect(outcomeOf(changed)).toBe('422 ValidationFailed')
    const account = { username: randomUUID().slice(0, 8), email: `${randomUUID()}@example.com` }
    const registered = await request('POST', '/auth/users/register', {
      body: { ...account, password: newPassword },
    })
    expect(outcomeOf(registered)).toBe('422 ValidationFailed')
  }
})
