import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '#shared/runtime/config.ts'
import { issueTicket, readTicket, TICKET_CHARACTERS, type Ticket } from './ticket.ts'

const shownAt = new Date('2026-11-22T18:00:07.230Z')
const TICKET: Ticket = {
  reel: '6750a1b2c3d4e5f60718293a',
  account: '6750a1b2c3d4e5f60718293b',
  shownAt,
  durationSeconds: 12.3,
  place: 'search',
}
const HOUR = 60 * 60 * 1_000

beforeAll(async () => {
  Object.assign(process.env, parseEnv(readFileSync('.env.example', 'utf8')), {
    MONGODB_URI: 'mongodb://127.0.0.1',
    PLAYER_URL: 'http://127.0.0.1',
    PASSWORD_RESET_URL: 'http://127.0.0.1/reset-password',
    EMAIL_VERIFICATION_URL: 'http://127.0.0.1/verify-email',
    IMAGEKIT_URL_ENDPOINT: 'http://127.0.0.1/local',
  })
  await loadConfig()
})

describe('a ticket', () => {
  it.each<Partial<Ticket>>([
    {},
    { place: null },
    { place: 'feed', durationSeconds: 0 },
    { place: 'share', durationSeconds: 24 * 60 * 60 },
    { reel: 'f'.repeat(24), account: '0'.repeat(23).concat('1') },
  ])('says what it was given for: %j', change => {
    const ticket = { ...TICKET, ...change }
    const text = issueTicket(ticket)
    expect(text).toHaveLength(TICKET_CHARACTERS)
    expect(readTicket(text, shownAt)).toEqual(ticket)
  })

  it('is the same for all who are not logged in, for ten seconds', () => {
    const at = (time: string) => issueTicket({ ...TICKET, account: null, shownAt: new Date(time) })
    const first = at('2026-11-22T18:00:00.000Z')
    expect(at('2026-11-22T18:00:09.999Z')).toBe(first)
    expect(at('2026-11-22T18:00:10.000Z')).not.toBe(first)
    expect(readTicket(first, shownAt)?.account).toBeNull()
  })

  it('says nothing with any of its characters changed, cut off or added', () => {
    const text = issueTicket(TICKET)
    for (let index = 0; index < text.length; index += 1) {
      const changed = text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1)
      expect(readTicket(changed, shownAt), changed).toBeNull()
    }
    for (const broken of ['', text.slice(1), text.slice(0, -1), `${text}A`, ` ${text}`, `${text}==`]) {
      expect(readTicket(broken, shownAt), broken).toBeNull()
    }
  })

  it('holds for 12 hours', () => {
    const text = issueTicket(TICKET)
    expect(readTicket(text, new Date(shownAt.getTime() + 12 * HOUR))).not.toBeNull()
    expect(readTicket(text, new Date(shownAt.getTime() + 12 * HOUR + 1))).toBeNull()
    expect(readTicket(text, new Date(shownAt.getTime() - HOUR))).toBeNull()
  })
})
