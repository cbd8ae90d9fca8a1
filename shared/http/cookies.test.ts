import { describe, expect, it } from 'vitest'
import { parseCookies, serializeCookie } from './cookies.ts'

describe('a cookie', () => {
  it('is written with every attribute', () => {
    const cookie = {
      name: 'a',
      value: 'b',
      path: '/auth',
      maxAge: 60,
      secure: true,
      sameSite: 'None' as const,
    }
    expect(serializeCookie(cookie)).toBe('a=b; Path=/auth; Max-Age=60; HttpOnly; SameSite=None; Secure')
  })

  it('is read by its name, and is empty if its name comes twice', () => {
    const cookies = parseCookies(['a=1', 'b=x=y', 'a=2', 'nonsense', '=none', ' c = spaced '])
    expect([...cookies]).toEqual([
      ['a', ''],
      ['b', 'x=y'],
      ['c', 'spaced'],
    ])
    expect(parseCookies(undefined).size).toBe(0)
  })
})
