import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import openapi from '#generated/openapi.json' with { type: 'json' }
import { callInProcess } from '../setup/gateway/in-process.ts'
import { captureLog } from '../setup/logs/capture-log.ts'

/** What a stage answers, as its function gives it to the gateway. */
async function answerOf(stage: string, accepts: string | undefined, method = 'GET') {
  // The settings are read once.
  vi.resetModules()
  captureLog()
  const headers = { ...(accepts !== undefined && { 'accept-encoding': accepts }) }
  const { body, isBase64Encoded, ...answer } = await callInProcess(
    'http://in-process/openapi.json',
    { method, headers },
    { settings: { STAGE: stage } },
  )
  return { ...answer, bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }
}

/** The document, letter by letter. Between stages, only the names of the cookies differ. */
function documentWith(access: string, refresh: string): string {
  const document = structuredClone(openapi)
  document.components.securitySchemes.accessCookie.name = access
  document.components.securitySchemes.refreshCookie.name = refresh
  return JSON.stringify(document)
}

const STAGES = [
  ['local', documentWith('reels_access', 'reels_refresh')],
  ['prod', documentWith('__Host-reels_access', '__Host-reels_refresh')],
] as const

const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync, none: (bytes: Buffer) => bytes }

const CODINGS = [
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['gzip;q=0, br;q=0.1', 'br'],
  ['identity;q=0, gzip', 'gzip'],
  ['identity', 'none'],
  ['br;q=0, gzip;q=0', 'none'],
  ['identity;q=0', 'none'],
  [undefined, 'none'],
] as const

describe.each(STAGES)('the OpenAPI document of the stage %s', (stage, document) => {
  it.each(CODINGS)('is whole and has its cookies, if the caller accepts %s', async (accepts, coding) => {
    const { statusCode, headers, bytes } = await answerOf(stage, accepts)
    expect(statusCode).toBe(200)
    expect(headers['content-encoding'] ?? 'none').toBe(coding)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
      Vary: 'Origin, Accept-Encoding',
    })
    // Not `toBe`: a difference in half a million letters takes minutes to show.
    expect(UNPACK[coding](bytes).equals(Buffer.from(document))).toBe(true)
  })

  it.each(['br', 'gzip', 'identity'])('has the length that HEAD tells, in %s', async coding => {
    const { bytes } = await answerOf(stage, coding)
    const { statusCode, headers, bytes: none } = await answerOf(stage, coding, 'HEAD')
    expect([statusCode, none.length]).toEqual([200, 0])
    expect(headers['content-length']).toBe(String(bytes.length))
    expect(headers['content-encoding']).toBe(coding === 'identity' ? undefined : coding)
  })
})
