import { describe, expect, it } from 'vitest'
import { wholeWalk } from './whole-walk.ts'

const walk = [
  { name: 'Nobody', description: '', as: null, stops: [] },
  {
    name: 'A partner',
    description: '',
    as: 'partner' as const,
    stops: [{ operation: 'createReel', keeps: { reelId: 'reel.id' } }],
  },
  { name: 'A user', description: '', as: 'user' as const, stops: ['likeReel'] },
]
const createReel = { name: 'createReel', path: '/reels', auth: 'partner' as const }
const likeReel = { name: 'likeReel', path: '/reels/{reelId}/like', auth: 'user' as const }

describe('an operation that is not in the walk', () => {
  it.each([
    ['public', '/tags', 'Nobody'],
    ['optional', '/reels/{reelId}', 'A partner'],
    ['account', '/me', 'A partner'],
    ['partner', '/me/reels', 'A partner'],
    ['user', '/me/likes', 'A user'],
  ] as const)('that is for %s, at %s, comes at the end of: %s', (auth, path, part) => {
    const parts = wholeWalk([createReel, likeReel, { name: 'added', path, auth }], walk)
    expect(parts.filter(({ stops }) => stops.at(-1)?.operation === 'added').map(({ name }) => name)).toEqual([
      part,
    ])
  })

  it('is refused if nothing keeps what its path needs', () => {
    const added = { name: 'getTag', path: '/tags/{tagId}', auth: 'public' as const }
    expect(() => wholeWalk([createReel, likeReel, added], walk)).toThrow(
      'Add getTag to the walk in tooling/contract/postman-walk.ts: nothing in it keeps tagId.',
    )
  })
})

it('an operation that is not declared is refused', () => {
  expect(() => wholeWalk([createReel], walk)).toThrow('likeReel is twice in')
})
