import { expect, it } from 'vitest'
import { sampleReel } from '../lists/sample-reel.ts'
import { NEWEST_FIRST, nextOrder, type ReelOrder, sorted } from './reel-order.ts'

const COUNTS = { likes: 0, saves: 0, views: 0, shares: 0 }
const REELS = [
  sampleReel({ title: 'beach', createdAt: '2026-11-03T00:00:00.000Z', counts: { ...COUNTS, views: 9 } }),
  sampleReel({ title: 'Ábalone', createdAt: '2026-11-01T00:00:00.000Z', counts: { ...COUNTS, views: 10 } }),
  sampleReel({ title: 'Coast', createdAt: '2026-11-02T00:00:00.000Z', status: 'scheduled' }),
].map(value => ({ value }))

function titles(order: ReelOrder): string[] {
  return sorted(REELS, order).map(({ value }) => value.title)
}

it('reels are sorted by what a column shows, either way round', () => {
  expect(titles(NEWEST_FIRST)).toEqual(['beach', 'Coast', 'Ábalone'])
  expect(titles({ by: 'createdAt', isDescending: false })).toEqual(['Ábalone', 'Coast', 'beach'])
  expect(titles({ by: 'title', isDescending: false })).toEqual(['Ábalone', 'beach', 'Coast'])
  expect(titles({ by: 'views', isDescending: true })).toEqual(['Ábalone', 'beach', 'Coast'])
  expect(titles({ by: 'status', isDescending: false })).toEqual(['Coast', 'beach', 'Ábalone'])
})

it('a column begins with the largest number, or with A, and turns round when it is chosen again', () => {
  const views = nextOrder(NEWEST_FIRST, 'views')
  expect(views).toEqual({ by: 'views', isDescending: true })
  expect(nextOrder(views, 'views')).toEqual({ by: 'views', isDescending: false })
  expect(nextOrder(views, 'title')).toEqual({ by: 'title', isDescending: false })
})
