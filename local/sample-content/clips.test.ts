import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readMediaFacts } from '@reels/imagekit-server'
import { describe, expect, it } from 'vitest'
import { FOLLOWS, PEOPLE, REELS } from './clips.ts'

function pathOf(file: string) {
  return join(import.meta.dirname, file)
}

const CONTAINERS: Record<string, { mime: string; videoCodec: string; audioCodec: string }> = {
  mp4: { mime: 'video/mp4', videoCodec: 'h264', audioCodec: 'aac' },
  mov: { mime: 'video/quicktime', videoCodec: 'h264', audioCodec: 'aac' },
  webm: { mime: 'video/webm', videoCodec: 'vp9', audioCodec: 'opus' },
}

describe('the sample clips', () => {
  it.each(REELS)('$file is 360 × 640, 3 to 6 seconds, and what its name says', async ({ file }) => {
    const facts = await readMediaFacts(pathOf(file), statSync(pathOf(file)).size)

    expect(facts).toMatchObject({ width: 360, height: 640, ...CONTAINERS[file.split('.')[1] ?? ''] })
    expect(facts.duration).toBeGreaterThanOrEqual(3)
    expect(facts.duration).toBeLessThanOrEqual(6)
  })

  it('are each listed once, use all three containers, and take less than 2.5 MB together', () => {
    const files = readdirSync(import.meta.dirname).filter(name => /\.(mp4|mov|webm)$/.test(name))
    const total = files.reduce((sum, file) => sum + statSync(pathOf(file)).size, 0)

    expect(REELS.map(({ file }) => file).sort()).toEqual(files.sort())
    expect(new Set(files.map(name => name.split('.')[1]))).toEqual(new Set(Object.keys(CONTAINERS)))
    expect(total).toBeLessThan(2_500_000)
  })

  it('are published by sample partners, who are followed, and liked and saved by sample users', () => {
    const emailsOf = (role: string) => PEOPLE.filter(person => person.role === role).map(({ email }) => email)

    for (const { partner, likedBy, savedBy } of REELS) {
      expect(emailsOf('partner')).toContain(partner)
      expect(emailsOf('user')).toEqual(expect.arrayContaining([...likedBy, ...savedBy]))
    }
    expect(emailsOf('user').sort()).toEqual(Object.keys(FOLLOWS).sort())
    expect(new Set(Object.values(FOLLOWS).flat())).toEqual(new Set(emailsOf('partner')))
  })
})
