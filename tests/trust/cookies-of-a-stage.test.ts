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
    const [access = '', refresh = ''] = login.cookies ?? []
    expect(access).toMatch(
      /^__Host-reels_access=ey[^;]+; Path=\/; Max-Age=900; HttpOnly; SameSite=None; Secure$/,
    )
    expect(refresh).toMatch(
      /^__Secure-reels_refresh=[^;]+; Path=\/auth; Max-Age=2592000; HttpOnly; SameSite=None; Secure$/,
    )
    const logout = await call('/auth/logout', undefined, login.cookies)
    expect(logout.statusCode).toBe(204)
    expect(shapes(logout.cookies)).toEqual(shapes(login.cookies))
    for (const line of logout.cookies ?? []) expect(line).toContain('Max-Age=0')
    task.meta.seen = shapes(login.cookies).join(' and ')
  })

  it('[11] does not accept the cookies of a stage under the names that a laptop uses', async () => {
    const user = await newUser()
    const { cookies = [] } = await call('/auth/users/login', { email: user.email, password: user.password })
    const renamed = cookies.map(line => line.replace(/^__(Host|Secure)-/, ''))
    expect((await call('/auth/refresh', undefined, renamed)).statusCode).toBe(401)
    expect((await call('/auth/refresh', undefined, cookies)).statusCode).toBe(204)
  })
})
