import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '#shared/runtime/config.ts'
import { decodeCursor, encodeCursor } from './paginate.ts'

const REFUSED = { refused: 'InvalidCursor' }
const position = { at: new Date('2026-11-22T18:00:00.123Z'), id: '6750a1b2c3d4e5f60718293a' }

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

describe('a cursor', () => {
  it('gives its position back to the list that it was made for', () => {
    expect(decodeCursor('feed all', encodeCursor('feed all', position))).toEqual(position)
  })

  it('is refused by another list', () => {
    expect(decodeCursor('feed all free', encodeCursor('feed all', position))).toEqual(REFUSED)
  })

  it('is refused with any of its characters changed, cut off or added', () => {
    const cursor = encodeCursor('feed all', position)
    for (let index = 0; index < cursor.length; index += 1) {
      const other = cursor[index] === 'A' ? 'B' : 'A'
      const changed = cursor.slice(0, index) + other + cursor.slice(index + 1)
      expect(decodeCursor('feed all', changed), changed).toEqual(REFUSED)
    }
    for (const broken of [
      '',
      cursor.slice(1),
      cursor.slice(0, -1),
      `${cursor}A`,
      `${cursor}=`,
      `${cursor} `,
    ]) {
      expect(decodeCursor('feed all', broken), broken).toEqual(REFUSED)
    }
  })
})
