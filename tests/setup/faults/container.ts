import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMediaServer } from '@reels/imagekit-server'
import { startMongo } from '@reels/mongo-server'
import mongoose from 'mongoose'
import { inject } from 'vitest'
import { type Client, createClient } from '#client'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import type { Description } from '#domains/reels/new-reel.ts'
import { createReadyReel } from '#domains/reels/publishing.ts'
import { type Browser, openBrowser } from '#local/browser.ts'
import { withDatabase } from '#local/platform.ts'
import type { Settings } from '#local/settings.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { loadConfig } from '#shared/runtime/config.ts'
import { connectDatabase } from '#shared/runtime/database/connection.ts'
import { startSession } from '#shared/sessions/refreshing.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { fetchInProcess, inProcess } from '../gateway/in-process.ts'
import { newAddress } from '../people/addresses.ts'

/** A database for one test file, with its indexes and with fail points. */
export async function ownDatabase() {
  const mongo = await startMongo({ port: 0, dataDir: ':memory:', testCommands: true })
  const uri = withDatabase(mongo.uri)
  await createIndexes(process.cwd(), uri)
  const client = await mongoose.mongo.MongoClient.connect(uri)
  return {
    uri,
    db: client.db(),
    /** Makes commands fail. https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point */
    async fail(
      mode: 'off' | 'alwaysOn' | { times: number } | { skip: number },
      data: Record<string, unknown> = {},
    ) {
      await client.db('admin').command({ configureFailPoint: 'failCommand', mode, data })
    },
    async close() {
      await client.close()
      await mongo.close()
    },
  }
}

/**
 * Makes this process a container of the API with its own settings, whose functions `fetchInProcess` calls. Once in a test
 * file, before the first call.
 */
export async function openContainer(settings: Settings): Promise<void> {
  Object.assign(process.env, inject('settings'), settings)
  await loadConfig()
}

/** A person whose account and session were written to the database directly, because hashing takes long. */
export interface Guest {
  id: string
  browser: Browser
  api: Client
}

export interface GuestOptions {
  /** When they registered: now if left out. */
  since?: Date
  /** Where they come from: each from an address of their own if it is left out, because limits are counted by address. */
  address?: string
}

export async function newGuest(role: Role, options: GuestOptions = {}): Promise<Guest> {
  const [guest] = await newGuests(role, 1, options)
  if (!guest) throw new Error('There is no guest')
  return guest
}

export async function newGuests(
  role: Role,
  count: number,
  { since = new Date(), address }: GuestOptions = {},
): Promise<Guest[]> {
  await connectDatabase()
  const accounts = Array.from({ length: count }, () => {
    const unique = randomUUID().slice(0, 18).replaceAll('-', '_')
    const common = { email: `${unique}@example.com`, passwordHash: 'none', createdAt: since }
    return { ...common, username: unique, brandName: `Brand ${unique}`, _id: idOf(since) }
  })
  await (role === 'user' ? UserModel.insertMany(accounts) : PartnerModel.insertMany(accounts))
  const guests: Guest[] = []
  // With more at once, the last would time out while they wait for a connection of the pool.
  while (accounts.length > 0) {
    const next = accounts.splice(0, 50).map(({ _id }) => welcome(role, String(_id), address ?? newAddress()))
    guests.push(...(await Promise.all(next)))
  }
  return guests
}

/** An id that was made at this time. */
function idOf(time: Date): mongoose.Types.ObjectId {
  const seconds = Math.floor(time.getTime() / 1_000)
  return new mongoose.Types.ObjectId(seconds.toString(16) + randomBytes(8).toString('hex'))
}

async function welcome(role: Role, id: string, sourceIp: string): Promise<Guest> {
  const tokens = await startSession({ id, role }, { ip: '127.0.0.1', userAgent: 'tests' })
  const browser = openBrowser(
    new Map([
      ['reels_access', { value: tokens.access, path: '/' }],
      ['reels_refresh', { value: tokens.refresh, path: '/' }],
    ]),
    inProcess({ sourceIp }),
  )
  return { id, browser, api: createClient({ baseUrl: 'http://in-process', fetch: browser.fetch }) }
}

/** A person who is not logged in. */
export function passerBy(): Client {
  return createClient({ baseUrl: 'http://in-process', fetch: fetchInProcess })
}

/** A public reel whose video does not exist, for tests without the media service. */
export async function newPublicReel(partnerId: string, about: Partial<Description> = {}): Promise<string> {
  await connectDatabase()
  const reelId = new mongoose.Types.ObjectId().toHexString()
  const path = `${newUploadFolder(partnerId, reelId)}/video.mp4`
  const video = { fileId: reelId, path, durationSeconds: 4, width: 360, height: 640, sizeBytes: 1_000 }
  const description = { title: 'A reel', price: { amount: 0, currency: 'USD' }, ...about }
  await createReadyReel(reelId, partnerId, description, video)
  return reelId
}

/** A media server for one test file, which fails on demand. */
export async function ownMedia() {
  const dataDir = await mkdtemp(join(tmpdir(), 'reels-media-'))
  const settings = inject('settings')
  const privateKey = settings['IMAGEKIT_PRIVATE_KEY'] ?? ''
  const media = await startMediaServer({
    port: 0,
    host: 'localhost',
    dataDir,
    publicKey: settings['IMAGEKIT_PUBLIC_KEY'] ?? '',
    privateKey,
    imagekitId: 'local',
    faults: true,
  })
  const faults = `${media.url}/_faults`
  return {
    settings: {
      IMAGEKIT_URL_ENDPOINT: media.urlEndpoint,
      IMAGEKIT_API_URL: media.url,
      IMAGEKIT_UPLOAD_URL: `${media.url}/api/v2/files/upload`,
    },
    /** A rule of fault-rules.ts in @reels/stand-in. */
    async fail(rule: Record<string, unknown>): Promise<void> {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(faults, { method: 'POST', headers, body: JSON.stringify(rule) })
      if (!response.ok) throw new Error(await response.text())
    },
    /** The same for the first request only. */
    async failOnce(rule: Record<string, unknown>): Promise<{ isMet(): Promise<boolean> }> {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ ...rule, times: 1 })
      const { id }: { id: string } = JSON.parse(
        await (await fetch(faults, { method: 'POST', headers, body })).text(),
      )
      // A rule disappears once it has been applied. Asking removes one that has not.
      return { isMet: async () => (await fetch(`${faults}/${id}`, { method: 'DELETE' })).status === 404 }
    },
    async mend(): Promise<void> {
      await fetch(faults, { method: 'DELETE' })
    },
    /** The requests that contain a text. */
    async requests(text: string): Promise<{ method: string; url: string }[]> {
      const response = await fetch(`${media.url}/_requests?contains=${encodeURIComponent(text)}`)
      const requests: { method: string; url: string }[] = JSON.parse(await response.text())
      return requests
    },
    /** Every stored video, or those below a path. */
    async files(below = ''): Promise<{ fileId: string; filePath: string }[]> {
      const headers = { authorization: `Basic ${Buffer.from(`${privateKey}:`).toString('base64')}` }
      const all: { fileId: string; filePath: string }[] = []
      for (;;) {
        const response = await fetch(`${media.url}/v1/files?limit=1000&skip=${all.length}`, { headers })
        const page: typeof all = JSON.parse(await response.text())
        all.push(...page)
        if (page.length < 1_000) return all.filter(file => file.filePath.includes(below))
      }
    },
    async close() {
      await media.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
