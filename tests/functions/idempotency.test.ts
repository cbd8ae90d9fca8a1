import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectOk, newPartner, type Person, problemOf } from '../setup/people/people.ts'
import { FREE, readClip } from '../setup/videos/videos.ts'

const video = { base64: (await readClip('sunrise-run.mov')).toString('base64') }

function create(partner: Person, idempotencyKey: string, title = 'Once') {
  return partner.api.createReel({ body: { title, price: FREE, video }, idempotencyKey })
}

describe('an Idempotency-Key', () => {
  it('makes one reel from many requests at once and a later one', async () => {
    const partner = await newPartner()
    const key = randomUUID()
    const results = await Promise.all(Array.from({ length: 10 }, () => create(partner, key)))
    const made = results.filter(result => result.ok)
    expect(made.length).toBeGreaterThan(0)
    for (const result of results)
      expect(['201', '409 RequestInProgress']).toContain(result.ok ? '201' : problemOf(result))
    const later = expectOk(await create(partner, key))
    for (const result of made) expect(expectOk(result)).toEqual(later)
    expect(expectOk(await partner.api.listMyReels()).items.map(reel => reel.id)).toEqual([later.reel.id])
  })

  it('with another body is refused', async () => {
    const partner = await newPartner()
    const key = randomUUID()
    expectOk(await create(partner, key))
    expect(problemOf(await create(partner, key, 'Twice'))).toBe('422 IdempotencyKeyReused')
  })

  it('can be used again after a failure', async () => {
    const partner = await newPartner()
    const key = randomUUID()
    const notAVideo = { base64: Buffer.from('not a video').toString('base64') }
    const body = { title: 'x', price: FREE, video: notAVideo }
    expect(problemOf(await partner.api.createReel({ body, idempotencyKey: key }))).toBe(
      '415 UnsupportedVideo',
    )
    expect(problemOf(await partner.api.createReel({ body, idempotencyKey: key }))).toBe(
      '415 UnsupportedVideo',
    )
  })

  it('belongs to one partner', async () => {
    const [one, two] = [await newPartner(), await newPartner()]
    const key = randomUUID()
    const reels = [expectOk(await create(one, key)).reel.id, expectOk(await create(two, key)).reel.id]
    expect(new Set(reels).size).toBe(2)
  })

  it('has 1 to 255 visible characters', async () => {
    const partner = await newPartner()
    for (const key of ['with space', 'x'.repeat(256)]) {
      const result = await create(partner, key)
      expect(problemOf(result)).toBe('422 ValidationFailed')
      expect(!result.ok && result.problem.errors).toMatchObject([{ in: 'header', path: 'Idempotency-Key' }])
    }
  })
})
