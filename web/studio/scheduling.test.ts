import { describe, expect, it } from 'vitest'
import { sampleLimits } from '../api/sample-limits.ts'
import { aheadText, publishAtOf, timeFault } from './scheduling.ts'

const NOW = Date.parse('2026-11-22T17:00:00Z')
const ahead = sampleLimits().reel.publishAhead
const LIMITS = { ahead, now: NOW }
const ZONE = 'Europe/Madrid'

describe('the time of a reel', () => {
  it('has limits that are said in words', () => {
    expect(aheadText(ahead)).toBe('5 minutes to 90 days ahead')
    expect(aheadText({ minSeconds: 3_600, maxSeconds: 5_400 })).toBe('1 hour to 90 minutes ahead')
  })

  it('is refused with what to do instead', () => {
    expect(timeFault('', ZONE, LIMITS)).toMatch(/^Choose a date/)
    expect(timeFault('2026-11-22T17:59', ZONE, LIMITS)).toMatch(/has passed/)
    expect(timeFault('2026-11-22T18:04', ZONE, LIMITS)).toMatch(/less than 5 minutes/)
    expect(timeFault('2026-11-22T18:05', ZONE, LIMITS)).toBeUndefined()
    expect(timeFault('2027-02-20T18:00', ZONE, LIMITS)).toBeUndefined()
    expect(timeFault('2027-02-20T18:01', ZONE, LIMITS)).toMatch(/more than 90 days/)
    const winter = Date.parse('2027-03-01T12:00:00Z')
    expect(timeFault('2027-03-28T02:30', ZONE, { ahead, now: winter })).toMatch(/put forward/)
  })

  it('is sent in UTC, whatever zone it was typed in', () => {
    const sent = publishAtOf('2026-11-23T18:00', ZONE, LIMITS)
    expect(sent).toEqual({ ok: true, data: { publishAt: '2026-11-23T17:00:00.000Z' } })
  })

  it('is null for now, also if the zone is not known', () => {
    expect(publishAtOf(null, null, LIMITS)).toEqual({ ok: true, data: { publishAt: null } })
  })

  it('is refused at its field, and without a zone altogether', () => {
    expect(publishAtOf('2026-11-22T17:00', ZONE, LIMITS)).toMatchObject({
      ok: false,
      failure: { faults: [{ path: 'publishAt' }] },
    })
    expect(publishAtOf('2026-11-23T18:00', null, LIMITS)).toMatchObject({
      ok: false,
      failure: { faults: [] },
    })
  })
})
