import { describe, expect, it } from 'vitest'
import { allowedMethods } from './routes.ts'

const ROUTES = { '/reels': ['GET', 'POST'], '/reels/{reelId}': ['GET'], '/reels/uploads': ['POST'] }

describe('the methods of a path', () => {
  it.each([
    ['/reels', ['GET', 'POST']],
    ['/reels/6750a1b2c3d4e5f60718293a', ['GET']],
    ['/reels/uploads', ['GET', 'POST']],
    ['/reels/', []],
    ['/reels/x/y', []],
    ['/', []],
  ])('%s: %j', (path, methods) => {
    expect(allowedMethods(ROUTES, path)).toEqual(methods)
  })
})
