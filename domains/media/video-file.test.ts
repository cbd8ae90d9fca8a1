import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { base64Of, decodedBytes, videoExtension } from './video-file.ts'

describe('a video', () => {
  it.each([
    ['ocean-waves.mp4', 'mp4'],
    ['sunrise-run.mov', 'mov'],
    ['northern-lights.webm', 'webm'],
  ])('is known by its bytes: %s', async (file, extension) => {
    expect(await videoExtension(await readFile(`local/sample-content/${file}`))).toBe(extension)
  })

  it.each([
    ['nothing', ''],
    ['HTML', '<!doctype html><html></html>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"></svg>'],
    ['a program', `MZ${'\0'.repeat(100)}`],
    ['a ZIP', 'PK\u0003\u0004'.padEnd(60, '\0')],
    ['a picture that says ftyp', '\0\0\0\u0018ftypheic\0\0\0\0mif1heic'],
    [
      'a WebM that says it is a Matroska film',
      '\u001aE\u00df\u00a3\u0001\0\0\0\0\0\0\u0014B\u0082\u0088matroska',
    ],
  ])('is not %s', async (_, content) => {
    expect(await videoExtension(Buffer.from(content, 'latin1'))).toBeNull()
  })
})

describe('Base64', () => {
  it.each([
    ['AAAA', 'AAAA'],
    ['AA==', 'AA=='],
    ['data:video/mp4;base64,AAAA', 'AAAA'],
    ['data:;base64,AAAA', 'AAAA'],
    ['data:video/mp4;codecs=avc1;base64,AAAA', 'AAAA'],
    ['', null],
    ['AAA', null],
    ['AA=A', null],
    ['AAAA\n', null],
    ['data:video/mp4,AAAA', null],
    ['http://127.0.0.1/video.mp4', null],
  ])('%j: %j', (text, base64) => {
    expect(base64Of(text)).toBe(base64)
  })

  it('is measured without decoding it', () => {
    for (const bytes of [0, 1, 2, 3, 4, 1_000]) {
      expect(decodedBytes(Buffer.alloc(bytes).toString('base64'))).toBe(bytes)
    }
  })
})
