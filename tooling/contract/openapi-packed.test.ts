import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import openapi from '#generated/openapi.json' with { type: 'json' }
import present from '#generated/openapi-packed.json' with { type: 'json' }
import { readDeclarations } from './declarations.ts'
import { packedOpenapi } from './openapi-packed.ts'
import { packed } from './packing.ts'

const declarations = await readDeclarations(process.cwd())
const unbase64 = (text = '') => Buffer.from(text, 'base64')

describe('the packed OpenAPI document', () => {
  it('is packed again if the document has changed', () => {
    const changed = { ...openapi, info: { ...openapi.info, title: 'Changed' } }
    const documents = packedOpenapi(changed, declarations, present)
    for (const [prefix, { br, gzip }] of Object.entries(documents)) {
      const text = brotliDecompressSync(unbase64(br)).toString()
      expect(JSON.parse(text).info.title).toBe('Changed')
      expect(JSON.parse(text).components.securitySchemes.accessCookie.name).toBe(`${prefix}reels_access`)
      expect(gunzipSync(unbase64(gzip)).toString() === text).toBe(true)
    }
    expect(Object.keys(documents)).toEqual(Object.keys(present))
  })

  it('must fit the schema of its endpoint', () => {
    const body = z.strictObject({ openapi: z.string() })
    const endpoints = declarations.endpoints.map(each =>
      each.name === 'getOpenapi'
        ? { ...each, endpoint: { ...each.endpoint, success: { ...each.endpoint.success, body } } }
        : each,
    )
    expect(() => packedOpenapi(openapi, { ...declarations, endpoints }, present)).toThrow('unrecognized_keys')
  })
})

describe('something packed', () => {
  const bytes = Buffer.from('the same words '.repeat(20))

  it('is kept if it has the same content, however it was compressed', () => {
    const other = gzipSync(bytes, { level: 1 }).toString('base64')
    expect(packed('gzip', bytes, undefined)).not.toBe(other)
    expect(packed('gzip', bytes, other)).toBe(other)
  })

  it.each([
    ['has other content', gzipSync('other words').toString('base64')],
    ['is cut off', gzipSync(bytes).toString('base64').slice(0, 20)],
    ['is nothing of the kind', 'no gzip'],
  ])('is packed again if what was there %s', (_, before) => {
    expect(packed('gzip', bytes, before)).toBe(packed('gzip', bytes, undefined))
  })
})
