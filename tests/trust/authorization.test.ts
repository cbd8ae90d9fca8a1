import { createHmac, randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { codeOf } from '#domains/share/code.ts'
import { readDeclarations, routesOf } from '#tooling/contract/declarations.ts'
import { outcomeOf, request } from '../setup/gateway/requests.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { newBrand } from '../setup/people/brands.ts'
import { mailedToken } from '../setup/people/mail.ts'
import {
  expectOk,
  newPartner,
  newUser,
  PASSWORD,
  type Person,
  problemOf,
  stranger,
} from '../setup/people/people.ts'
import { claimsOf } from '../setup/people/tokens.ts'
import { database } from '../setup/platform/database.ts'
import { confirmEmail, newSeller } from '../setup/selling/partners.ts'
import { type SaleOptions, storeSale } from '../setup/selling/sales.ts'
import { signed } from '../setup/selling/stripe-events.ts'
import { FREE, postUpload, publishReel, readClip } from '../setup/videos/videos.ts'

// Those that the contract does not list included.
const contract = routesOf(await readDeclarations(process.cwd()))
const db = database()

/** Whom an endpoint is for, said here once more so that a wrong `auth` in a declaration is noticed. */
type Audience = 'anyone' | 'accounts' | 'users' | 'partners' | 'its partner'

interface People {
  user: Person
  /** The partner whose reel it is. */
  owner: Person
  other: Person
}

interface Sent {
  /** The values of the parameters in the path. */
  params?: Record<string, string>
  query?: string
  body?: unknown
  headers?: Record<string, string>
}

interface Row {
  who: Audience
  /** A request that succeeds for whom the endpoint is for. */
  send?: (people: People, sender: Person | null) => Sent | Promise<Sent>
  /** The answer to nobody, if it is not `401 NotAuthenticated`. */
  nobody?: string
  /** It changes nothing of the reel. */
  reads?: true
  /** It ends sessions or accounts, so other people than in the other rows try it. */
  ends?: true
}

const reelOf = async ({ owner }: People): Promise<Sent> => ({
  params: { reelId: (await publishReel(owner)).id },
})
const partnerOf = ({ owner }: People): Sent => ({ params: { partnerId: owner.id } })
const name = () => randomUUID().slice(0, 13).replace('-', '_')
const credentials = () => ({ email: `${randomUUID()}@example.com`, password: PASSWORD })

const PERIOD = '?from=2026-11-01&to=2026-11-30'

const NEW_PURCHASE = {
  price: { amount: 499, currency: 'USD' },
  returnUrl: 'http://localhost:4000/purchases',
  termsVersion: '2026-11',
}

function purchaseOf(options: SaleOptions = {}) {
  return async ({ user, owner }: People): Promise<Sent> => ({
    params: { purchaseId: await storeSale(db, owner, user, options) },
  })
}

const TABLE: Record<string, Row> = {
  registerUser: { who: 'anyone', ends: true, send: () => ({ body: { ...credentials(), username: name() } }) },
  registerPartner: {
    who: 'anyone',
    ends: true,
    send: () => ({ body: { ...credentials(), brandName: newBrand() } }),
  },
  loginUser: { who: 'anyone', ends: true, send: ({ user }) => ({ body: credentialsOf(user) }) },
  loginPartner: { who: 'anyone', ends: true, send: ({ owner }) => ({ body: credentialsOf(owner) }) },
  refreshSession: { who: 'accounts', nobody: '401 SessionExpired' },
  logout: { who: 'anyone', ends: true },
  getMe: { who: 'accounts' },
  updateMe: { who: 'accounts', send: () => ({ body: {} }) },
  deleteMe: { who: 'accounts', ends: true, send: () => ({ body: { password: PASSWORD } }) },
  listSessions: { who: 'accounts' },
  endSession: {
    who: 'accounts',
    ends: true,
    send: ({ user }, sender) => ({ params: { sessionId: claimsOf(sender ?? user).sid } }),
  },
  endOtherSessions: { who: 'accounts' },
  changePassword: {
    who: 'accounts',
    ends: true,
    send: () => ({ body: { currentPassword: PASSWORD, newPassword: 'nine-green-ladders' } }),
  },
  requestVerification: { who: 'accounts' },
  verifyEmail: {
    who: 'anyone',
    send: async () => ({ body: { token: await mailedToken((await newUser()).email) } }),
  },
  changeEmail: {
    who: 'accounts',
    send: () => ({ body: { password: PASSWORD, newEmail: credentials().email } }),
  },
  forgotPassword: { who: 'anyone', send: () => ({ body: { email: credentials().email, role: 'user' } }) },
  resetPassword: {
    who: 'anyone',
    ends: true,
    async send() {
      const { email } = await newUser()
      expectOk(await stranger().api.forgotPassword({ body: { email, role: 'user' } }))
      return { body: { token: await mailedToken(email), newPassword: 'nine-green-ladders' } }
    },
  },

  listReels: { who: 'anyone' },
  listTrending: { who: 'anyone' },
  listTrendingTags: { who: 'anyone' },
  getSharePage: {
    who: 'anyone',
    send: async ({ owner }) => ({ params: { code: codeOf((await publishReel(owner)).id) } }),
  },
  getOembed: {
    who: 'anyone',
    async send({ owner }) {
      const url = `${inject('apiUrl')}/s/${codeOf((await publishReel(owner)).id)}`
      return { query: `?url=${encodeURIComponent(url)}` }
    },
  },
  getReel: { who: 'anyone', send: reelOf },
  getPartner: { who: 'anyone', send: partnerOf },
  followPartner: { who: 'users', send: partnerOf },
  unfollowPartner: { who: 'users', send: partnerOf },
  listFollows: { who: 'users' },
  listFollowing: { who: 'users' },
  searchReels: { who: 'anyone', send: () => ({ query: '?q=a' }) },
  searchPartners: { who: 'anyone', send: () => ({ query: '?q=a' }) },
  suggestSearches: { who: 'anyone', send: () => ({ query: '?q=a' }) },
  createReel: {
    who: 'partners',
    async send() {
      const base64 = (await readClip('sunrise-run.mov')).toString('base64')
      return { body: { title: 'A reel', price: FREE, video: { base64 } } }
    },
  },
  createUpload: {
    who: 'partners',
    send: () => ({ body: { title: 'A reel', price: FREE, file: fileOf(1_000) } }),
  },
  publishReel: {
    who: 'its partner',
    async send({ owner }) {
      const bytes = await readClip('sunrise-run.mov')
      const { reel, upload } = await startUpload(owner, bytes.length)
      const stored = await (await postUpload(upload, bytes, 'video/quicktime')).text()
      const { fileId }: { fileId: string } = JSON.parse(stored)
      return { params: { reelId: reel.id }, body: { fileId } }
    },
  },
  renewUpload: {
    who: 'its partner',
    async send({ owner }) {
      const { reel } = await startUpload(owner, 1_000)
      return { params: { reelId: reel.id }, body: { file: fileOf(1_000) } }
    },
  },
  updateReel: {
    who: 'its partner',
    send: async people => ({ ...(await reelOf(people)), body: { title: 'Mine now' } }),
  },
  deleteReel: { who: 'its partner', send: reelOf },
  playReel: { who: 'anyone', send: async people => ({ ...(await reelOf(people)), body: {} }) },
  shareReel: {
    who: 'anyone',
    send: async people => ({ ...(await reelOf(people)), body: { ticket: 'x' } }),
  },
  sendViews: {
    who: 'anyone',
    send: () => ({ body: { views: [{ ticket: 'x', play: 'ab'.repeat(16), watched: [], ended: true }] } }),
  },
  getReelStatistics: {
    who: 'its partner',
    reads: true,
    send: async people => ({ ...(await reelOf(people)), query: PERIOD }),
  },
  getStatistics: { who: 'partners', send: () => ({ query: PERIOD }) },
  listReelStatistics: { who: 'partners', send: () => ({ query: PERIOD }) },
  likeReel: { who: 'users', send: reelOf },
  unlikeReel: { who: 'users', send: reelOf },
  saveReel: { who: 'users', send: reelOf },
  unsaveReel: { who: 'users', send: reelOf },
  listLikes: { who: 'users' },
  listSaves: { who: 'users' },
  listLibrary: { who: 'users' },
  listMyReels: { who: 'partners' },
  createPayoutAccount: {
    who: 'partners',
    async send({ owner }) {
      await confirmEmail(db, owner)
      return { body: { country: 'US', entityType: 'individual' } }
    },
  },
  getPayoutAccount: { who: 'partners' },
  createPayoutLink: {
    who: 'partners',
    send: () => ({ body: { kind: 'onboarding', returnUrl: 'http://localhost:4000/studio/payouts' } }),
  },
  getBalance: { who: 'partners' },
  listPayouts: { who: 'partners' },
  listSales: { who: 'partners' },
  getSaleStatistics: {
    who: 'partners',
    send: () => ({ query: '?from=2026-11-01&to=2026-11-30&by=day' }),
  },
  buyReel: {
    who: 'users',
    async send() {
      const seller = await newSeller(db)
      const { id } = await publishReel(seller, { price: { amount: 499, currency: 'USD' } })
      return { params: { reelId: id }, body: NEW_PURCHASE }
    },
  },
  listPurchases: { who: 'users' },
  getPurchase: { who: 'users', send: purchaseOf() },
  refreshPurchase: { who: 'users', send: purchaseOf() },
  cancelPurchase: { who: 'users', send: purchaseOf({ status: 'canceled', soldAt: null }) },
  refundPurchase: {
    who: 'accounts',
    send: async people => ({ ...(await purchaseOf()(people)), body: { reason: 'other' } }),
  },
  getReceipt: {
    who: 'accounts',
    send: async ({ user, owner }) => ({ params: { purchaseId: await storeSale(db, owner, user) } }),
  },

  // `npm run new` adds rows above this line.

  getHealth: { who: 'anyone' },
  getConfig: { who: 'anyone' },
  getOpenapi: { who: 'anyone' },
  getDocs: { who: 'anyone' },
  getDocsAsset: {
    who: 'anyone',
    async send() {
      const page = await request('GET', '/docs')
      return { params: { asset: /\/docs\/([\w.-]+)/.exec(page.text)?.[1] ?? '' } }
    },
  },
  receiveImagekitEvent: { who: 'anyone', send: () => signedEvent() },
  receiveStripeEvent: {
    who: 'anyone',
    send() {
      const { body, signature } = signed({ type: 'invoice.paid', object: { id: 'in_1', object: 'invoice' } })
      return { body, headers: { 'stripe-signature': signature } }
    },
  },
}

function credentialsOf({ email, password }: Person) {
  return { email, password }
}

function fileOf(sizeBytes: number) {
  return { name: 'clip.mov', sizeBytes, mimeType: 'video/quicktime' }
}

async function startUpload(owner: Person, sizeBytes: number) {
  const body = { title: 'A reel', price: FREE, file: fileOf(sizeBytes) }
  return expectOk(await owner.api.createUpload({ body }))
}

function signedEvent(): Sent & { headers: Record<string, string> } {
  const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1_000))]
  const body = JSON.stringify({ type: 'file.updated', id, data: {} })
  const secret = inject('settings')['IMAGEKIT_WEBHOOK_SECRET'] ?? ''
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  }
}

const newPeople = async (): Promise<People> => {
  const [user, owner, other] = await Promise.all([newUser(), newPartner(), newPartner()])
  return { user, owner, other }
}

async function tryAs(
  person: Person | null,
  { method, path }: { method: string; path: string },
  { params = {}, query = '', body, headers = {} }: Sent,
): Promise<string> {
  const filled = path.replace(/\{(\w+)\}/g, (_, parameter: string) => params[parameter] ?? '')
  const fetch = person?.browser.fetch ?? fetchFrom(newAddress())
  return outcomeOf(await request(method, filled + query, { body, headers, fetch }))
}

const NOBODY = '401 NotAuthenticated'
const WRONG_ROLE = '403 WrongRole'
const rows = contract.map(({ name: operation, endpoint }) => ({
  operation,
  endpoint,
  route: `${endpoint.method} ${endpoint.path}`,
  who: TABLE[operation]?.who ?? 'nobody yet: add it to the table',
}))

describe('the table of who may call what', () => {
  let shared: People
  beforeAll(async () => {
    shared = await newPeople()
  })

  it('[24] has every operation in its table of who may call what', ({ task }) => {
    expect(Object.keys(TABLE).sort()).toEqual(contract.map(({ name: operation }) => operation).sort())
    task.meta.seen = `${contract.length} operations`
  })

  it.for(rows)('[24] opens $route to $who, and to nobody else', async ({ operation, endpoint }, { task }) => {
    const row = TABLE[operation]
    if (!row) throw new Error(`${operation} is not in the table`)
    const { who, send = (): Sent => ({}), nobody = NOBODY } = row
    const people = row.ends ? await newPeople() : shared
    const { user, owner, other } = people
    const success = String(endpoint.success.status)
    const attempt = async (person: Person | null) => tryAs(person, endpoint, await send(people, person))

    const seen: Record<string, string> = {}
    if (who === 'its partner') {
      const sent = await send(people, owner)
      const { reelId = '' } = sent.params ?? {}
      const before = await reelDocument(reelId)
      seen['nobody'] = await tryAs(null, endpoint, sent)
      seen['user'] = await tryAs(user, endpoint, sent)
      seen['other partner'] = await tryAs(other, endpoint, sent)
      expect(await reelDocument(reelId)).toEqual(before)
      seen['its partner'] = await tryAs(owner, endpoint, sent)
      if (!row.reads) expect(await reelDocument(reelId)).not.toEqual(before)
    } else {
      seen['nobody'] = await attempt(null)
      seen['user'] = await attempt(user)
      seen['partner'] = await attempt(owner)
    }
    task.meta.seen = Object.entries(seen)
      .map(([person, outcome]) => `${person} ${outcome}`)
      .join(', ')
    expect(seen).toEqual(
      {
        anyone: { nobody: success, user: success, partner: success },
        accounts: { nobody, user: success, partner: success },
        users: { nobody, user: success, partner: WRONG_ROLE },
        partners: { nobody, user: WRONG_ROLE, partner: success },
        'its partner': {
          nobody,
          user: WRONG_ROLE,
          'other partner': '403 NotYourReel',
          'its partner': success,
        },
      }[who],
    )
  })

  it('[24] shows a reel that is not public to its partner only', async ({ task }) => {
    const { user, owner, other } = shared
    const { reel } = await startUpload(owner, 1_000)
    const read = { method: 'GET', path: `/reels/${reel.id}` }
    const outcomes = await Promise.all([null, user, other, owner].map(person => tryAs(person, read, {})))
    expect(outcomes).toEqual(['404 ReelNotFound', '404 ReelNotFound', '404 ReelNotFound', '200'])
    task.meta.seen = `nobody, user, other partner, its partner: ${outcomes.join(', ')}`
  })

  it('[24] does not end a session of another account', async ({ task }) => {
    const [user, other] = [await newUser(), await newUser()]
    const ended = await other.api.endSession({ params: { sessionId: claimsOf(user).sid } })
    expect(ended.status).toBe(204)
    expect((await user.api.getMe()).status).toBe(200)
    task.meta.seen = `${ended.status}, and the session is still there`
  })

  it('[24] refuses every event that ImageKit did not sign', async ({ task }) => {
    const { body, headers } = signedEvent()
    const { owner } = shared
    const event = { method: 'POST', path: '/webhooks/imagekit' }
    const outcomes = [
      await tryAs(null, event, { body }),
      await tryAs(owner, event, { body, headers: { ...headers, 'webhook-signature': 'v1,AAAA' } }),
    ]
    expect(outcomes).toEqual(['401 InvalidSignature', '401 InvalidSignature'])
    task.meta.seen = outcomes.join(', ')
  })

  it('[24] keeps the lists of one account out of those of another', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const { owner } = shared
    const params = { reelId: (await publishReel(owner)).id }
    expectOk(await user.api.likeReel({ params }))
    expectOk(await user.api.saveReel({ params }))
    expect(expectOk(await other.api.listLikes()).items).toEqual([])
    expect(expectOk(await other.api.listSaves()).items).toEqual([])
    const { items } = expectOk(await shared.other.api.listMyReels())
    expect(items.map(({ id }) => id)).not.toContain(params.reelId)
    expect(problemOf(await user.api.listMyReels())).toBe(WRONG_ROLE)
  })
})

function reelDocument(reelId: string) {
  return db.collection('reels').findOne({ _id: new mongoose.mongo.ObjectId(reelId) })
}
