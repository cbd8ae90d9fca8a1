import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import { sendMail } from '#functions/jobs/send-mail.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { request } from '../setup/gateway/requests.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { expectOk, newPartner, PASSWORD, stranger } from '../setup/people/people.ts'
import { claimsOf } from '../setup/people/tokens.ts'
import { database } from '../setup/platform/database.ts'
import { FREE, postUpload, publishReel, readClip } from '../setup/videos/videos.ts'
import { BROWSER } from '../setup/views/watching.ts'

const db = database()

/** Amazon SES, which accepts nothing while it is down. */
const ses = { isDown: true, accepted: [] as string[] }
const server = createServer(async (incoming, answer) => {
  let body = ''
  for await (const chunk of incoming) body += String(chunk)
  if (!ses.isDown) ses.accepted.push(body)
  answer.writeHead(ses.isDown ? 500 : 200, { 'content-type': 'application/json' })
  answer.end(JSON.stringify({ MessageId: randomUUID() }))
})
beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  await disconnectDatabase()
  server.close().closeAllConnections()
})

/** A `fetch` to functions in this process, which send their mail to the server above. */
function withOwnMail(): typeof fetch {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return inProcess({
    settings: { AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${port}`, POWERTOOLS_LOG_LEVEL: 'ERROR' },
  })
}

/** The collections that contain a text, each with the fields that do: `sessions.account`. */
async function placesOf(texts: readonly string[]): Promise<string[]> {
  const places = new Set<string>()
  for (const { name } of await db.listCollections().toArray()) {
    for await (const document of db.collection(name).find()) {
      for (const [field, value] of Object.entries(document)) {
        const written = mongoose.mongo.BSON.EJSON.stringify({ value })
        if (texts.some(text => written.includes(text))) places.add(`${name}.${field}`)
      }
    }
  }
  return [...places].sort()
}

/** The files of the media server that have one of these texts, or whose path has. */
async function filesWith(texts: readonly string[]): Promise<string[]> {
  const folder = inject('mediaFolder')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  // SQLite leaves what was deleted in pages that it will use again, so its files are listed instead.
  for (const entry of entries.filter(({ name }) => !name.startsWith(RECORDS))) {
    const path = join(entry.parentPath, entry.name)
    const written = entry.isFile() ? path + (await readFile(path, 'latin1')) : path
    if (texts.some(text => written.includes(text))) found.push(path.slice(folder.length))
  }
  const listed = await listedFiles()
  return [...found, ...listed.filter(file => texts.some(text => file.includes(text)))]
}

const RECORDS = 'records.sqlite'
const PAGE = 1_000

/** What the media server says about each of its files. */
async function listedFiles(): Promise<string[]> {
  const authorization = `Basic ${Buffer.from(`${inject('settings')['IMAGEKIT_PRIVATE_KEY']}:`).toString('base64')}`
  const files: string[] = []
  for (let skip = 0; skip % PAGE === 0; skip = files.length) {
    const url = `${inject('mediaUrl')}/v1/files?limit=${PAGE}&skip=${skip}`
    const page: unknown[] = JSON.parse(await (await fetch(url, { headers: { authorization } })).text())
    if (page.length === 0) break
    files.push(...page.map(file => JSON.stringify(file)))
  }
  return files
}

/** The log of the functions, once it has the line of this request. */
async function logAfter(requestId: string): Promise<string> {
  const read = () => readFileSync('.local/tests/api.log', 'utf8')
  await vi.waitUntil(() => read().includes(requestId), { timeout: 6_000 })
  return read()
}

/** Asks for both kinds of link while no mail can be sent. */
async function askInVain(email: string, role: 'user' | 'partner', cookies: string): Promise<void> {
  ses.isDown = true
  const fetch = withOwnMail()
  const forgot = await request('POST', '/auth/password/forgot', { body: { email, role }, fetch })
  const verification = await request('POST', '/auth/email/verification', {
    fetch,
    headers: { cookie: cookies },
  })
  expect([forgot.status, verification.status]).toEqual([202, 202])
}

async function newcomer(role: 'user' | 'partner') {
  const mark = randomUUID().slice(0, 13).replace('-', '_')
  const email = `gone-${mark}@example.com`
  const { api, browser } = stranger()
  const body = { email, password: PASSWORD }
  const profile = {
    contactName: `Contact ${mark}`,
    bio: `Bio ${mark}`,
    website: `https://brand.example/${mark}`,
  }
  const { account } =
    role === 'user'
      ? expectOk(await api.registerUser({ body: { ...body, username: mark } }))
      : expectOk(await api.registerPartner({ body: { ...body, brandName: `Brand ${mark}`, ...profile } }))
  const cookies = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
  const { sid } = claimsOf({ browser })
  return { mark, email, api, browser, account, cookies, sessionId: sid }
}

/** Leaves a trace of this account in every collection that can have one. */
async function liveOn(person: Awaited<ReturnType<typeof newcomer>>) {
  const { api, email, mark, account, cookies } = person
  expectOk(await api.changeEmail({ body: { password: PASSWORD, newEmail: `new-${email}` } }))
  expectOk(await stranger().api.forgotPassword({ body: { email, role: account.role } }))
  const tokens = await Promise.all([
    mailedToken(email, 'Confirm your email address'),
    mailedToken(`new-${email}`, 'Confirm your new email address'),
    mailedToken(email, 'Set a new password'),
  ])
  await askInVain(email, account.role, cookies)
  if (account.role === 'user') {
    await watch(person)
    return { tokens, reels: [] }
  }
  const bytes = await readClip('sunrise-run.mov')
  const words = { title: `Title ${mark}`, description: `Words ${mark}`, tags: [mark], price: FREE }
  const published = await api.createReel({
    body: { ...words, video: { base64: bytes.toString('base64') } },
    idempotencyKey: randomUUID(),
  })
  const file = { name: `${mark}.mov`, sizeBytes: bytes.length, mimeType: 'video/quicktime' }
  const begun = expectOk(await api.createUpload({ body: { ...words, file } }))
  expect((await postUpload(begun.upload, bytes, file.mimeType)).status).toBe(200)
  return { tokens, reels: [expectOk(published).reel.id, begun.reel.id] }
}

/** Watches a reel of somebody else. */
async function watch({ api, browser, account }: Awaited<ReturnType<typeof newcomer>>): Promise<void> {
  const { id } = await publishReel(await newPartner())
  const { view } = expectOk(await api.getReel({ params: { reelId: id } })).reel
  const play = randomUUID().replaceAll('-', '')
  const body = { views: [{ ticket: view?.ticket, play, watched: [[0, 1]], ended: true }] }
  const sent = await request('POST', '/views', {
    body,
    headers: { 'user-agent': BROWSER },
    fetch: browser.fetch,
  })
  expect(sent.status).toBe(204)
  // What is left of a like that was taken back while it was on its way.
  const [reel, liker] = [id, account.id].map(each => new mongoose.mongo.ObjectId(each))
  const expiresAt = new Date(Date.now() + 24 * 60 * 60 * 1_000)
  await db
    .collection('activities')
    .insertOne({ reel, account: liker, kind: 'like', at: new Date(), expiresAt })
}

/** What still names the ids of a deleted account for a while: docs/operations.md says for how long. */
const NAMED = ['deletedReels._id', 'deletedReels.partner', 'jobPositions.after', 'pendingFolders._id']

it.for(['user', 'partner'] as const)(
  '[128] leaves nothing of a deleted %s in any collection, file or log but the ids that the documents name',
  { timeout: 60_000 },
  async (role, { task }) => {
    const person = await newcomer(role)
    const { mark, account, sessionId, browser } = person
    const { tokens, reels } = await liveOn(person)
    expect(tokens.every(token => token.length > 40)).toBe(true)
    const ids = [account.id, ...reels]
    const before = await placesOf([mark, sessionId, ...ids])
    expect(before).toEqual(
      expect.arrayContaining([
        `${role}s.email`,
        `${role}s.expectedEmail`,
        'emailLinks.email',
        'outgoingMails.to',
        'passwordResets.account',
        'sessions._id',
        ...(role === 'partner'
          ? ['idempotencyKeys.response', 'reels.title', 'pendingFolders._id']
          : ['plays.account', 'plays.viewer']),
      ]),
    )
    expect(await placesOf(tokens)).toEqual([])
    if (role === 'partner') expect((await filesWith(ids)).length).toBeGreaterThan(0)

    const deletion = await request('DELETE', '/auth/me', {
      body: { password: PASSWORD },
      fetch: browser.fetch,
    })
    expect(deletion.status).toBe(204)
    expect(await placesOf([mark, sessionId])).toEqual([])
    const after = await placesOf(ids)
    expect(after.filter(place => !NAMED.includes(place))).toEqual([])
    expect(await filesWith([mark, ...reels])).toEqual([])
    const log = await logAfter(deletion.headers.get('x-request-id') ?? '')
    expect([mark, ...tokens].filter(text => log.includes(text))).toEqual([])
    task.meta.seen = `before: ${before.length} fields; after: ${after.join(', ') || 'none'}`
  },
)

it('[128] keeps no token of a link in clear, neither while its mail waits nor after it was sent', async ({
  task,
}) => {
  const { email, cookies } = await newcomer('user')
  await askInVain(email, 'user', cookies)
  const waiting = await db.collection('outgoingMails').find({ to: email }).toArray()
  expect(waiting.map(({ kind }) => kind).sort()).toEqual(['passwordReset', 'verification'])
  await db.collection('outgoingMails').updateMany({ to: email }, { $set: { dueAt: new Date(0) } })
  ses.isDown = false
  await runJob(sendMail)
  const mails = ses.accepted.filter(mail => mail.includes(email))
  const tokens = mails.flatMap(mail => /#token=([\w-]+)/.exec(mail)?.[1] ?? [])
  expect(new Set(tokens).size).toBe(2)
  const written = JSON.stringify(waiting)
  expect(tokens.filter(token => written.includes(token))).toEqual([])
  expect(await placesOf(tokens)).toEqual([])
  expect(await db.collection('outgoingMails').countDocuments({ to: email })).toBe(0)
  const statuses = await Promise.all([
    ...tokens.map(token => request('POST', '/auth/email/verify', { body: { token } })),
    ...tokens.map(token =>
      request('POST', '/auth/password/reset', { body: { token, newPassword: 'nine-green-ladders' } }),
    ),
  ])
  expect(statuses.map(({ status }) => status).sort()).toEqual([204, 204, 400, 400])
  task.meta.seen = `${waiting.length} mails waited; ${tokens.length} tokens, none of them stored`
})
