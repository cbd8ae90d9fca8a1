import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ImageKit from 'imagekit'
import jwt from 'jsonwebtoken'
import { afterAll, expect, vi } from 'vitest'
import { type MediaServerOptions, startMediaServer } from './server.ts'

// Two busy cores may take their time; nothing here waits for time to pass.
vi.setConfig({ testTimeout: 20_000 })

/** Asks until the expectation holds. */
export function eventually<Value>(ask: () => Value) {
  return expect.poll(ask, { timeout: 15_000, interval: 20 })
}

export const PUBLIC_KEY = 'public_test'
export const PRIVATE_KEY = 'private_test'

const CLIPS = join(import.meta.dirname, '../../local/sample-content')

export function clip(name: string): Buffer<ArrayBuffer> {
  return readFileSync(join(CLIPS, name))
}

/** Bytes as the SDK and `fetch` take them; the name and type that they declare prove nothing. */
export function asFile(bytes: Uint8Array<ArrayBuffer> | string, name = 'from-the-disk', type = '') {
  return new File([bytes], name, { type })
}

export type TestMedia = Awaited<ReturnType<typeof testMedia>>

/** A media server of a test's own, on a free port, with the SDK connected to it. Gone at the end of the block. */
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
    /** How many files of each kind lie on the disk. */
    onDisk: () => ({
      incoming: readdirSync(join(dataDir, 'incoming')).length,
      bytes: readdirSync(join(dataDir, 'bytes')).length,
      renditions: readdirSync(join(dataDir, 'renditions')).length,
    }),
    /** Uploads by bare HTTP. A `token` or `signature` among the fields takes the place of the private key. */
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

/** A media server that the tests of a block share. */
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

/** The message and status of a refusal by the API. */
export async function refusalOf(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer
  const { message }: { message?: string } = JSON.parse(await response.text())
  return `${response.status} ${message}`
}

/** Tokens of one second and one form would be the same one, good for a single upload. */
let issued = 0

/** The token of a V2 upload: signs every field but the file. `iat` and `exp` in Unix seconds. */
export function uploadToken(
  fields: Record<string, string>,
  times: { iat?: number; exp?: number } = {},
  { key = PRIVATE_KEY, keyid = PUBLIC_KEY } = {},
): string {
  const { iat = Math.floor(Date.now() / 1000), exp = iat + 600 + issued++ } = times
  return jwt.sign({ ...fields, iat, exp }, key, { algorithm: 'HS256', keyid })
}
