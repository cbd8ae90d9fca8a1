import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { expectedIn, nextIn, paths, roleIn } from './paths.ts'

const HERE = 'https://player.example/reels/7?from=tag%3Asea'

beforeEach(() => {
  vi.stubGlobal('window', { location: new URL(HERE) })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** The query of an address in the player. */
function queryOf(path: string): URLSearchParams {
  return new URL(path, HERE).searchParams
}

describe('a link to the login', () => {
  it('leads back to the page that it is on', () => {
    expect(nextIn(queryOf(paths.login()))).toBe('/reels/7?from=tag%3Asea')
  })

  it('says who is expected only if that is known', () => {
    expect(expectedIn(queryOf(paths.login('partner')))).toBe('partner')
    expect(expectedIn(queryOf(paths.login()))).toBeNull()
    expect(roleIn(queryOf(paths.register('partner', '/')))).toBe('partner')
  })
})

describe('the role of an address', () => {
  it('is that of a user unless the address says otherwise', () => {
    expect(roleIn(queryOf('/login'))).toBe('user')
    expect(roleIn(queryOf('/login?as=admin'))).toBe('user')
  })

  it('has a name of its own in the link of an email', () => {
    expect(roleIn(queryOf('/reset-password?token=t&role=partner'), 'role')).toBe('partner')
    expect(roleIn(queryOf('/reset-password?token=t'), 'role')).toBe('user')
  })
})

describe('the page after the login', () => {
  it('is the feed if the address names none', () => {
    expect(nextIn(queryOf('/login'))).toBe('/')
  })

  it('is never on another site', () => {
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      expect(nextIn(new URLSearchParams({ next })), next).toBeNull()
    }
    expect(nextIn(new URLSearchParams({ next: 'https://player.example/saved' }))).toBe('/saved')
  })

  it('is none if the address cannot be read', () => {
    for (const next of ['//', 'http://', 'https://[']) {
      expect(nextIn(new URLSearchParams({ next })), next).toBeNull()
    }
  })
})
