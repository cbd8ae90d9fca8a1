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

  const ftyp = (major: string, ...others: string[]) =>
    `\0\0\0${String.fromCharCode(16 + others.length * 4)}ftyp${major}\0\0\u0002\0${others.join('')}`

  it.each([
    ['of Android', ftyp('3gp5', 'isom', '3gp4'), 'mp4'],
    ['of Android, with another name for MP4', ftyp('3gp6', '3gp6', 'mp41'), 'mp4'],
    ['of a CDMA phone', ftyp('3g2a', '3g2a', 'mp42'), 'mp4'],
    ['of a camera', ftyp('MSNV', 'MSNV', 'isom', 'mp42'), 'mp4'],
    ['of an iPhone', ftyp('qt  ', 'qt  '), 'mov'],
  ])('is each brand that it lists: %s', async (_, content, extension) => {
    expect(await videoExtension(Buffer.from(content.padEnd(64, '\0'), 'latin1'))).toBe(extension)
  })

  it.each([
    ['3GP and nothing else', ftyp('3gp5', '3gp5', '3gp4')],
    ['a box that ends before its brands', ftyp('3gp5').padEnd(32, 'isom')],
    ['a picture with a brand of MP4', ftyp('avif', 'avif', 'iso8')],
    ['sound with a brand of MP4', ftyp('M4A ', 'M4A ', 'mp42', 'isom')],
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
    ['AA==', 'AA'],
    ['AAA=', 'AAA'],
    ['AAA', 'AAA'],
    ['AAAA\n', 'AAAA'],
    ['AAAA\r\nAAAA\r\nAA==\r\n', 'AAAAAAAAAA'],
    ['AAAA AAAA\tAA=\n=', 'AAAAAAAAAA'],
    ['data:video/mp4;base64,AAAA', 'AAAA'],
    ['data:;base64,AAAA', 'AAAA'],
    ['data:null;base64,AAAA', 'AAAA'],
    ['DATA:VIDEO/MP4;BASE64,AAAA', 'AAAA'],
    ['data:;base64,', ''],
    ['data:video/mp4;codecs=avc1;base64,AAAA', 'AAAA'],
    ['data:video/webm;codecs=vp8,opus;base64,AAAA', 'AAAA'],
    ['data:video/webm;codecs="vp8, opus";base64,AA==', 'AA'],
    ['data:video/webm; codecs="vp8, opus";base64,AAAA\nAA', 'AAAAAA'],
    ['data:video/mp4;codecs=avc1.42E01E,mp4a.40.2;base64,AAAA', 'AAAA'],
    ['data:video/mp4;a_b=c%20d;name=ü;base64,AAAA', 'AAAA'],
    ['data:video/webm;codecs=";base64,";base64,AAAA', 'AAAA'],
    ['data:video/webm;codecs="\\";base64,";base64,AAAA', 'AAAA'],
    ['data:video/mp4; base64,AAAA', 'AAAA'],
    ['', null],
    ['A', null],
    ['AAAAA', null],
    ['AA=', null],
    ['AA=A', null],
    ['AA===', null],
    ['AAAA=', null],
    ['AA==AA==', null],
    ['AA-_', null],
    ['\u0141AAA', null],
    ['AAAA\u00a0', null],
    ['data:video/mp4,AAAA', null],
    ['data:video/mp4;base64', null],
    ['data:video/mp4;base64AAAA', null],
    ['data:video/mp4;x\u0000;base64,AAAA', null],
    ['http://127.0.0.1/video.mp4', null],
    ['data:video/mp4;base64,http://127.0.0.1/video.mp4', null],
  ])('%j: %j', (text, base64) => {
    expect(base64Of(text)).toBe(base64)
  })

  it('is measured without decoding it', () => {
    for (const bytes of [0, 1, 2, 3, 4, 1_000]) {
      expect(decodedBytes(base64Of(`data:;base64,${Buffer.alloc(bytes).toString('base64')}`) ?? 'A')).toBe(
        bytes,
      )
    }
  })
})
