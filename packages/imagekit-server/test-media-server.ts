import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ImageKit from 'imagekit'
import jwt from 'jsonwebtoken'
import { afterAll, expect, vi } from 'vitest'
import { type MediaServerOptions, startMediaServer } from './server.ts'

// A busy machine can be slow. No test waits for time to pass.
vi.setConfig({ testTimeout: 20_000 })

/** Repeats the question until the expectation holds. */
export function eventually<Value>(ask: () => Value) {
  return expect.poll(ask, { timeout: 15_000, interval: 20 })
}

export const PUBLIC_KEY = 'public_test'
export const PRIVATE_KEY = 'private_test'

const CLIPS = join(import.meta.dirname, '../../local/sample-content')

export function clip(name: string): Buffer<ArrayBuffer> {
  return readFileSync(join(CLIPS, name))
}

/** Bytes as a file for the SDK or `fetch`. The server must not trust its name and type. */
export function asFile(bytes: Uint8Array<ArrayBuffer> | string, name = 'from-the-disk', type = '') {
  return new File([bytes], name, { type })
}

export type TestMedia = Awaited<ReturnType<typeof testMedia>>

/** A media server for one test, on a free port, with the SDK connected to it. It closes at the end of the block. */
export async function testMedia(options: Partial<MediaServerOptions> = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'media-test-'))
  const logged: string[] = []
  const server = await startMediaServer({
    port: 0,
    publicKey: PUBLIC_KEY,
    privateKey: PRIVATE_KEY,
    imagekitId: 'demo',
    faults: true,
    log: line => logged.push(line),
    ...options,
    dataDir,
  })
  const client = new ImageKit({ privateKey: PRIVATE_KEY, baseURL: server.url, maxRetries: 0 })
  return {
    ...server,
    dataDir,
    client,
    logged,
    /** How many files of each kind are on disk. */
    onDisk: () => ({
      incoming: readdirSync(join(dataDir, 'incoming')).length,
      bytes: readdirSync(join(dataDir, 'bytes')).length,
      renditions: readdirSync(join(dataDir, 'renditions')).length,
    }),
    /** Uploads by plain HTTP, with the private key unless `key` is null. */
    post: (fields: Record<string, string | File>, { api = 'v1', key = PRIVATE_KEY }: Posting = {}) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      const headers = key === null ? {} : { authorization: basic(key) }
      return fetch(`${server.url}/api/${api}/files/upload`, { method: 'POST', headers, body: form })
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A media server shared by the tests of a block. */
export async function sharedMedia(options: Partial<MediaServerOptions> = {}) {
  const media = await testMedia(options)
  afterAll(() => media[Symbol.asyncDispose]())
  return media
}

interface Posting {
  api?: 'v1' | 'v2'
  key?: string | null
}

export function basic(key: string): string {
  return `Basic ${Buffer.from(`${key}:do_not_set`).toString('base64')}`
}

/** The status and message of a refusal. */
export async function refusalOf(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer
  const { message }: { message?: string } = JSON.parse(await response.text())
  return `${response.status} ${message}`
}

/** Two tokens for the same form in the same second would be equal, and a token is valid only once. */
let issued = 0

/** The token of a V2 upload. It signs every field except the file. `iat` and `exp` are Unix seconds. */
export function uploadToken(
  fields: Record<string, string>,
  times: { iat?: number; exp?: number } = {},
  { key = PRIVATE_KEY, keyid = PUBLIC_KEY } = {},
): string {
  const { iat = Math.floor(Date.now() / 1000), exp = iat + 600 + issued++ } = times
  return jwt.sign({ ...fields, iat, exp }, key, { algorithm: 'HS256', keyid })
}
