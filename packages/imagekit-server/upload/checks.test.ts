import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { QuerySyntaxError } from '../protocol/query-language.ts'
import { asFile, clip, refusalOf, sharedMedia } from '../test-media-server.ts'
import { compileChecks } from './checks.ts'

const MEDIA = {
  mime: 'video/mp4',
  fileType: 'non-image' as const,
  width: 360,
  height: 640,
  duration: 5,
  videoCodec: 'h264',
  audioCodec: 'aac',
}

function passes(checks: string) {
  return compileChecks(checks)({
    size: 5_000_000,
    media: MEDIA,
    request: new Map([
      ['folder', '/reels/a'],
      ['fileName', 'a.mp4'],
      ['isPrivateFile', 'true'],
    ]),
    tags: ['marketing', 'summer'],
    customMetadata: { price: 5, colour: 'red' },
  })
}

describe('checks', () => {
  it.each([
    '"file.size" < "50mb" AND "file.mime" : "video/" AND "mediaMetadata.duration" <= 60',
    '"file.size" <= 5000000 AND "file.mime" : "video/"',
    '"file.size" > "4mb"',
    '"request.folder" NOT = marketing',
    '"file.mime" : image OR ("mediaMetadata.videoCodec" = h264 AND "mediaMetadata.audioCodec" = aac)',
    '"file.mime" IN ["video/webm", "video/mp4"]',
    '"file.mime" NOT IN ["image/png"]',
    '"request.tags" HAS summer',
    '"request.tags" NOT HAS "winter"',
    '"request.isPrivateFile" = true AND "request.overwriteFile" NOT = false',
    '"request.customMetadata.price" >= 5 AND "request.customMetadata.colour" = red',
    '"mediaMetadata.width" = 1 OR "mediaMetadata.height" = 640 AND "mediaMetadata.width" = 360',
  ])('pass: %s', checks => {
    expect(passes(checks)).toBe(true)
  })

  it.each([
    '"file.size" < "4mb"',
    '"file.size" <= 4999999',
    '"file.mime" : "image/"',
    '"mediaMetadata.duration" > 60',
    // A property that the file does not have passes no check, not even a negated one.
    '"mediaMetadata.bitRate" < 5',
    '"mediaMetadata.bitRate" NOT = 5',
    '("file.size" < 1 OR "file.size" < 2) AND "file.mime" : "video/"',
    '"request.tags" HAS winter',
    '"request.customMetadata.constructor" = x',
  ])('fail: %s', checks => {
    expect(passes(checks)).toBe(false)
  })

  it.each([
    'file.size < 5',
    '"file.size" <',
    '"file.size" < "five"',
    '"file.size" : 5',
    '"file.colour" = red',
    '"file.mime" < video',
    '"file.size" < 5 AND',
    '("file.size" < 5',
    '"file.size" < 5 "file.size" > 1',
    '"request.isPrivateFile" = maybe',
    'NOT "file.size" < 5',
    '{"file.size": 5}',
    `${'('.repeat(100)}"file.size" < 5${')'.repeat(100)}`,
    // Without compiling first, the mistake would hide behind the comparison that passes.
    '"file.size" > 1 OR "file.colour" = red',
  ])('are not in the language: %s', checks => {
    expect(() => passes(checks)).toThrow(QuerySyntaxError)
  })
})

describe('an upload with checks', async () => {
  const media = await sharedMedia()
  const upload = (checks: string, file = asFile(clip('neon-city.mp4'))) =>
    media.post({ file, fileName: 'a.mp4', checks })

  it('is stored if it passes them', async () => {
    expect((await upload('"file.size" <= 1mb AND "file.mime" : "video/"')).status).toBe(200)
  })

  it('leaves nothing if it fails them or if they are malformed', async () => {
    const before = media.onDisk()
    const failed = "400 Your request failed 'checks' validation."
    expect(await refusalOf(upload('"file.size" < 1kb'))).toBe(failed)
    const picture = asFile(
      readFileSync(join(import.meta.dirname, '../delivery/no-preview.jpg')),
      'a.mp4',
      'video/mp4',
    )
    expect(await refusalOf(upload('"file.mime" : "video/"', picture))).toBe(failed)
    expect(await refusalOf(upload('"file.mime" : "video/"', asFile('', 'a.mp4', 'video/mp4')))).toBe(failed)
    expect(await refusalOf(upload('file.size < 1'))).toBe(
      '400 Your request contains invalid syntax for the checks parameter.',
    )
    expect(media.onDisk()).toEqual(before)
  })
})
