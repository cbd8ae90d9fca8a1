import { describe, expect, it } from 'vitest'
import { findRoute } from './routing.ts'

const ROUTES = ['OPTIONS /{proxy+}', '$default', 'GET /reels/{reelId}', 'GET /reels/mine', 'ANY /status'].map(
  key => ({ key, target: key }),
)

describe('the route of a request', () => {
  it.each([
    ['GET', '/reels/mine', 'GET /reels/mine', {}],
    ['GET', '/reels/a%20b', 'GET /reels/{reelId}', { reelId: 'a b' }],
    ['GET', '/reels/%E0%A4%A', 'GET /reels/{reelId}', { reelId: '%E0%A4%A' }],
    ['GET', '/reels/', '$default', {}],
    ['GET', '/reels/a/b', '$default', {}],
    ['POST', '/reels/a', '$default', {}],
    ['OPTIONS', '/reels/a', 'OPTIONS /{proxy+}', { proxy: 'reels/a' }],
    ['DELETE', '/status', 'ANY /status', {}],
  ])('%s %s is %s', (method, path, key, pathParameters) => {
    expect(findRoute(ROUTES, method, path)).toMatchObject({ target: key, route: { key, pathParameters } })
  })

  it('is null if there is no default', () => {
    expect(findRoute([{ key: 'GET /reels', target: 1 }], 'GET', '/other')).toBeNull()
  })
})
