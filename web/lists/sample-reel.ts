import type { Reel } from '#client'

/** A reel for the unit tests, as it is shown without a login. */
export function sampleReel(change: Partial<Reel> = {}): Reel {
  return {
    id: '66f0c0ffee66f0c0ffee0001',
    title: 'Harbour',
    description: '',
    tags: [],
    price: { amount: 0, currency: 'USD' },
    sale: null,
    status: 'ready',
    publishAt: null,
    language: 'en',
    failure: null,
    video: null,
    partner: { id: '66f0c0ffee66f0c0ffee0002', brandName: 'Salt & Light' },
    counts: { likes: 0, saves: 0, views: 0, shares: 0 },
    viewer: null,
    view: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...change,
  }
}
