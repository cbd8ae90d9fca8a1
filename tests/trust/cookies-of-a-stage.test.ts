import { afterAll, describe, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { newAddress } from '../setup/people/addresses.ts'
import { newUser } from '../setup/people/people.ts'

afterAll(disconnectDatabase)

// A stage that is served over https and whose frontend lives on another site.
const settings = {
  STAGE: 'prod',
  SESSION_KEYS: `k1:${'0123456789abcdef'.repeat(2)}`,
  IMAGEKIT_PRIVATE_KEY: 'private_of-a-stage',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_of-a-stage',
  STRIPE_SECRET_KEY: 'sk_live_of-a-stage',
  STRIPE_WEBHOOK_SECRETS: 'account:whsec_of-a-stage,connect:whsec_of-a-stage,thin:whsec_of-a-stage',
  COOKIE_SAME_SITE: 'None',
}

function call(path: string, body?: object, cookies: string[] = []) {
  const init = {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(cookies.length > 0 && { cookie: cookies.map(line => line.split(';')[0]).join('; ') }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }
  return callInProcess(`https://api.example${path}`, init, { sourceIp: newAddress(), settings })
}

async function credentials() {
  const { email, password } = await newUser()
  return { email, password }
}

/** Everything of the lines but the values. */
function shapes(lines: readonly string[] = []): string[] {
  return lines.map(line => line.replace(/=[^;]*/, '').replace(/Max-Age=\d+/, 'Max-Age'))
}

describe('the cookies of a stage over https', () => {
  it('[9] sets the cookies of a stage over https with prefixes, Secure and the SameSite of the stage, and clears them with the same', async ({
    task,
  }) => {
    const user = await newUser()
    const login = await call('/auth/users/login', { email: user.email, password: user.password })
    expect(login.statusCode).toBe(200)
    const [access = '', refresh = '', device = ''] = login.cookies ?? []
    expect(access).toMatch(
      /^__Host-reels_access=ey[^;]+; Path=\/; Max-Age=900; HttpOnly; SameSite=None; Secure$/,
    )
    expect(refresh).toMatch(
      /^__Host-reels_refresh=[^;]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=None; Secure$/,
    )
    expect(device).toMatch(
      /^__Host-reels_device=[^;]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=None; Secure$/,
    )
    const logout = await call('/auth/logout', undefined, login.cookies)
    expect(logout.statusCode).toBe(204)
    // Logging out does not make a stranger of this browser.
    expect(shapes(logout.cookies)).toEqual(shapes(login.cookies).slice(0, 2))
    for (const line of logout.cookies ?? []) expect(line).toContain('Max-Age=0')
    task.meta.seen = shapes(login.cookies).join(' and ')
  })

  it('[11] does not accept the cookies of a stage under the names that a laptop uses', async () => {
    const user = await newUser()
    const { cookies = [] } = await call('/auth/users/login', { email: user.email, password: user.password })
    const renamed = cookies.map(line => line.replace(/^__Host-/, ''))
    expect((await call('/auth/refresh', undefined, renamed)).statusCode).toBe(401)
    expect((await call('/auth/refresh', undefined, cookies)).statusCode).toBe(204)
  })
  it('[124] takes no cookie that a sibling host can set: each has the prefix of this very host', async ({
    task,
  }) => {
    const user = await newUser()
    const { cookies = [] } = await call('/auth/users/login', { email: user.email, password: user.password })
    for (const line of cookies) expect(line).toMatch(/^__Host-[^;]+; Path=\/;.*; Secure$/)
    for (const line of cookies) expect(line).not.toMatch(/domain=/i)
    const { cookies: attackers = [] } = await call('/auth/users/login', await credentials())
    // A browser lets a sibling host set any name but one with this prefix.
    const planted = ['', '__Secure-'].flatMap(prefix =>
      attackers.map(line => line.replace(/^__Host-/, prefix)),
    )
    const alone = await call('/auth/refresh', undefined, planted)
    const beside = await call('/auth/refresh', undefined, [...planted, ...cookies])
    expect([alone.statusCode, beside.statusCode]).toEqual([401, 204])
    const own = JSON.parse(Buffer.from(beside.cookies?.[0]?.split('.')[1] ?? '', 'base64url').toString())
    expect(own.sub).toBe(user.id)
    task.meta.seen = `planted alone: ${alone.statusCode}; beside the right ones: ${beside.statusCode}, for their owner`
  })
})
