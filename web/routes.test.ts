import { describe, expect, it } from 'vitest'
import { ROUTES, routeOf } from './routes.ts'
import { isWatching } from './routing/watching.ts'

/** The path of the page that an address shows; empty for the page that says that there is none. */
function pathOf(address: string): string {
  return routeOf(new URL(address, 'https://player.example')).path
}

describe('the routes', () => {
  it('lead each address to its page', () => {
    expect(pathOf('/')).toBe('/')
    expect(pathOf('/?price=free')).toBe('/')
    expect(pathOf('/reels/66f0c0ffee?from=feed%3Apaid')).toBe('/reels/:reelId')
    expect(pathOf('/tags/caf%C3%A9')).toBe('/tags/:tag')
    expect(pathOf('/partners/66f0c0ffee')).toBe('/partners/:partnerId')
    expect(pathOf('/search?q=sea&sort=newest')).toBe('/search')
    expect(pathOf('/studio')).toBe('/studio')
    expect(pathOf('/studio/new')).toBe('/studio/new')
    expect(pathOf('/studio/66f0c0ffee')).toBe('/studio/:reelId')
    expect(pathOf('/account/devices')).toBe('/account/devices')
    expect(pathOf('/login?as=partner&next=%2Fstudio')).toBe('/login')
    expect(pathOf('/reset-password?token=t')).toBe('/reset-password')
  })

  it('lead addresses that no page has to the page that says so', () => {
    for (const address of [
      '/nowhere',
      '/account/nowhere',
      '/reels',
      '/tags/',
      '/tags/%',
      '/reels/1/2',
      '/%',
    ]) {
      expect(pathOf(address), address).toBe('')
    }
  })

  it('are dark from the first paint on if they show videos', () => {
    for (const route of ROUTES) {
      const address = route.path.replaceAll(/:\w+/g, '66f0c0ffee')
      expect(isWatching(address), address).toBe(route.isWatching ?? false)
    }
    expect(isWatching('/nowhere')).toBe(false)
  })

  it('give the page its params and its query', () => {
    const url = new URL('https://player.example/reels/7?from=tag%3Asea')
    const page = routeOf(url).open(url)
    expect(page?.props.params).toEqual({ reelId: '7' })
    expect(page?.props.query.get('from')).toBe('tag:sea')
  })

  it('have no path twice', () => {
    const all = ROUTES.map(({ path }) => path)
    expect(all).toEqual([...new Set(all)])
  })

  it('mark only pages that the navigation shows', () => {
    const shown = ROUTES.filter(({ path, navigation }) => navigation || ['/account', '/login'].includes(path))
    const marks = ROUTES.flatMap(({ within }) => within ?? [])
    expect(shown.map(({ path }) => path)).toEqual(expect.arrayContaining(marks))
  })
})
