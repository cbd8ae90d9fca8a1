import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '#shared/http/call.ts'
import { codingFor, compress, contentOfPacked } from '#shared/http/compression.ts'

const LONG = JSON.stringify({ items: Array.from({ length: 200 }, (_, n) => ({ n, title: 'ein Café 🌊' })) })

function answer(method: string, accepts: string | undefined, changes: Partial<HttpResponse> = {}) {
  const response: HttpResponse = { statusCode: 200, headers: {}, body: LONG, ...changes }
  compress(
    {
      rawPath: '/',
      headers: { ...(accepts !== undefined && { 'accept-encoding': accepts }) },
      requestContext: { http: { method } },
    },
    response,
  )
  return response
}

it.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip;q=1, br;q=0.2', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0,gzip;q=0', 'identity'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['identity;q=0', 'identity'],
  ['', 'identity'],
  ['x-gzip, deflate', 'identity'],
  ['br;q=nonsense', 'identity'],
  [undefined, 'identity'],
] as const)('takes %s for %s', (accepts, coding) => {
  expect(codingFor({ 'accept-encoding': accepts }, ['br', 'gzip', 'identity'])).toBe(coding)
})

it.each([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)('shortens a long answer with %s, and nothing of it is lost', (coding, decompress) => {
  const { headers, body, isBase64Encoded } = answer('GET', coding)
  expect(isBase64Encoded).toBe(true)
  expect(headers).toEqual({ 'content-encoding': coding, Vary: 'Accept-Encoding' })
  const bytes = Buffer.from(body, 'base64')
  expect(bytes.length).toBeLessThan(LONG.length / 5)
  expect(decompress(bytes).toString()).toBe(LONG)
})

it('tells caches that answers differ, also if this one is not compressed', () => {
  expect(answer('GET', undefined).headers).toEqual({ Vary: 'Accept-Encoding' })
  expect(answer('GET', 'br', { headers: { Vary: 'Origin' } }).headers['Vary']).toBe('Origin, Accept-Encoding')
})

it.each([
  ['of 1,023 bytes', 'GET', { body: 'a'.repeat(1_023) }],
  ['of 1,023 bytes with fewer letters', 'GET', { body: 'ä'.repeat(511) }],
  ['of bytes', 'GET', { body: Buffer.alloc(2_000).toString('base64'), isBase64Encoded: true }],
  ['to a change', 'POST', {}],
  ['to a deletion', 'DELETE', {}],
] as const)('leaves an answer %s as it is', (_, method, changes) => {
  const response = answer(method, 'br, gzip', changes)
  expect(response.headers['content-encoding']).toBeUndefined()
  expect(response.body).toBe('body' in changes ? changes.body : LONG)
})

it('counts bytes, not letters', () => {
  expect(answer('GET', 'gzip', { body: 'ä'.repeat(512) }).headers['content-encoding']).toBe('gzip')
})

describe('a packed answer', () => {
  const gzip = gzipSync(LONG).toString('base64')
  const br = brotliCompressSync(LONG).toString('base64')
  const plain = Buffer.from(LONG).toString('base64')

  it.each([
    ['gzip, br', { gzip, br }, br, 'br'],
    ['gzip', { gzip, br }, gzip, 'gzip'],
    ['gzip, br', { gzip }, gzip, 'gzip'],
    ['br', { gzip }, plain, undefined],
    ['identity', { gzip, br }, plain, undefined],
    ['gzip;q=0', { gzip }, plain, undefined],
    [undefined, { gzip, br }, plain, undefined],
  ])('is sent in what %s accepts of what it is packed in', (accepts, packed, body, coding) => {
    const content = contentOfPacked(packed, { 'accept-encoding': accepts })
    expect(content.body).toBe(body)
    expect(content.headers?.['content-encoding']).toBe(coding)
    expect(content.isBase64Encoded).toBe(true)
  })
})
