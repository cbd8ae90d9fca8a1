import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient } from '#client'
import { codeOf } from '#domains/share/code.ts'
import { noteActivities } from '#domains/trends/activity.ts'
import { countTrends } from '#functions/jobs/count-trends.ts'
import { openBrowser } from '#local/browser.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { contractOf, readDeclarations } from '#tooling/contract/declarations.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'
import { newBrand } from '../setup/people/brands.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { expectOk, PASSWORD } from '../setup/people/people.ts'
import { payCheckout } from '../setup/platform/payments-server.ts'
import { confirmEmail } from '../setup/selling/partners.ts'
import { giveRight } from '../setup/selling/rights.ts'
import { storeSale } from '../setup/selling/sales.ts'
import {
  newSeller,
  newSoldReel,
  PRICE,
  RETURN_URL,
  sessionOf,
  termsVersion,
} from '../setup/selling/selling.ts'
import { FREE, postUpload, readClip } from '../setup/videos/videos.ts'
import { BROWSER } from '../setup/views/watching.ts'

interface Command {
  name: string
  body: Record<string, unknown>
}

const EXPLAINED = new Set(['find', 'aggregate', 'count', 'distinct', 'findAndModify', 'update', 'delete'])
const seen: Command[] = []
let sequence = 0
let inFlight = 0

beforeAll(async () => {
  // The first call sets the environment that the connection is made with.
  await fetchInProcess('http://in-process/health')
  const client = await connectDatabase()
  client.on('commandStarted', event => {
    if (inFlight === 0) sequence += 1
    inFlight += 1
    seen.push({ name: event.commandName, body: event.command })
  })
  client.on('commandSucceeded', () => {
    inFlight -= 1
  })
  client.on('commandFailed', () => {
    inFlight -= 1
  })
})
afterAll(disconnectDatabase)

/** Round trips in sequence. Those under way at the same time count as one. */
async function roundTrips(work: () => Promise<unknown>): Promise<number> {
  const before = sequence
  await work()
  return sequence - before
}

function somebody() {
  return createClient({ baseUrl: 'http://in-process', fetch: openBrowser(new Map(), fetchInProcess).fetch })
}

const tag = `q_${randomUUID().slice(0, 8)}`

describe('the queries of every operation', () => {
  it('use an index, and a page of the feed takes one round trip', async () => {
    const [user, partner] = [somebody(), somebody()]
    const email = `${randomUUID()}@example.com`
    const username = randomUUID().slice(0, 13).replace('-', '_')
    const body = { email, password: PASSWORD }
    const called = new Set<string>()
    const names = contractOf(await readDeclarations(process.cwd())).map(({ name }) => name)
    const did = <T>(name: string, result: T): T => {
      expect(names).toContain(name)
      called.add(name)
      return result
    }

    did('registerUser', expectOk(await user.registerUser({ body: { ...body, username } })))
    did(
      'registerPartner',
      expectOk(await partner.registerPartner({ body: { ...body, brandName: newBrand() } })),
    )
    did('loginUser', expectOk(await user.loginUser({ body })))
    did('loginPartner', expectOk(await partner.loginPartner({ body })))
    did('refreshSession', expectOk(await user.refreshSession()))
    const { account } = did('getMe', expectOk(await partner.getMe()))

    const bytes = await readClip('sunrise-run.mov')
    const video = { base64: bytes.toString('base64') }
    const reels: string[] = []
    for (let n = 0; n < 3; n += 1) {
      const created = await partner.createReel({
        body: { title: 'Q', tags: [tag], price: { amount: n === 0 ? 499 : 0, currency: 'USD' }, video },
        idempotencyKey: randomUUID(),
      })
      reels.push(did('createReel', expectOk(created)).reel.id)
    }
    const file = { name: 'a.mov', sizeBytes: bytes.length, mimeType: 'video/quicktime' }
    const direct = did(
      'createUpload',
      expectOk(await partner.createUpload({ body: { title: 'D', price: FREE, file } })),
    )
    const params = { reelId: direct.reel.id }
    const { upload } = did('renewUpload', expectOk(await partner.renewUpload({ params, body: { file } })))
    const stored: { fileId: string } = JSON.parse(
      await (await postUpload(upload, bytes, file.mimeType)).text(),
    )
    did('publishReel', expectOk(await partner.publishReel({ params, body: { fileId: stored.fileId } })))
    did('updateReel', expectOk(await partner.updateReel({ params, body: { tags: [tag] } })))

    for (const reelId of reels) {
      did('likeReel', expectOk(await user.likeReel({ params: { reelId } })))
      did('saveReel', expectOk(await user.saveReel({ params: { reelId } })))
    }
    did('unlikeReel', expectOk(await user.unlikeReel({ params: { reelId: reels[0] ?? '' } })))
    // The session, the like, and the counter.
    const again = { params: { reelId: reels[0] ?? '' } }
    expect(await roundTrips(() => user.likeReel(again))).toBe(3)
    expectOk(await user.unlikeReel(again))
    did('unsaveReel', expectOk(await user.unsaveReel({ params: { reelId: reels[0] ?? '' } })))

    for (const query of [
      {},
      { tag },
      { partner: account.id },
      { price: 'free' as const },
      { tag, partner: account.id, price: 'free' as const },
    ]) {
      const first = did('listReels', expectOk(await user.listReels({ query: { ...query, limit: 2 } })))
      if (first.nextCursor) await user.listReels({ query: { ...query, limit: 2, cursor: first.nextCursor } })
    }
    // Their session is looked up meanwhile, which can be under way from one to the other.
    expect(await roundTrips(() => user.listReels({ query: { tag } }))).toBeLessThanOrEqual(2)
    expect(await roundTrips(() => somebody().listReels({ query: { tag } }))).toBe(1)
    await callTrending(user, reels, did)
    for (const list of ['listLikes', 'listSaves'] as const) {
      const first = did(list, expectOk(await user[list]({ query: { limit: 1 } })))
      did(list, expectOk(await user[list]({ query: { limit: 1, cursor: first.nextCursor ?? '' } })))
      expect(await roundTrips(() => user[list]())).toBeLessThanOrEqual(2)
    }
    const { account: buyer } = expectOk(await user.getMe())
    const db = mongoose.connection.db
    if (!db) throw new Error('There is no connection')
    for (const reelId of reels) await giveRight(db, buyer.id, reelId)
    const library = did('listLibrary', expectOk(await user.listLibrary({ query: { limit: 1 } })))
    did(
      'listLibrary',
      expectOk(await user.listLibrary({ query: { limit: 1, cursor: library.nextCursor ?? '' } })),
    )
    expect(await roundTrips(() => user.listLibrary())).toBeLessThanOrEqual(2)
    did('playReel', expectOk(await user.playReel({ params, body: { watchedSeconds: 1 } })))
    did('listMyReels', expectOk(await partner.listMyReels({ query: { limit: 1 } })))
    did('listMyReels', expectOk(await partner.listMyReels({ query: { status: 'ready', limit: 1 } })))
    did('getReel', expectOk(await user.getReel({ params })))
    const followed = { params: { partnerId: account.id } }
    did('followPartner', expectOk(await user.followPartner(followed)))
    did('listFollows', expectOk(await user.listFollows({ query: { limit: 1 } })))
    for (const query of [{}, { tag, price: 'free' as const }]) {
      const first = did(
        'listFollowing',
        expectOk(await user.listFollowing({ query: { ...query, limit: 1 } })),
      )
      await user.listFollowing({ query: { ...query, limit: 1, cursor: first.nextCursor ?? '' } })
    }
    // The follows, the reels, and what reels show. The session is looked up at the same time.
    expect(await roundTrips(() => user.listFollowing())).toBeLessThanOrEqual(3)
    did('unfollowPartner', expectOk(await user.unfollowPartner(followed)))
    for (const status of ['scheduled', 'failed'] as const) {
      did('listMyReels', expectOk(await partner.listMyReels({ query: { status, limit: 1 } })))
    }
    did('getPartner', expectOk(await user.getPartner({ params: { partnerId: account.id } })))
    await callSearch(user, partner, did)
    await callSales(user, partner, did)
    await callStatistics(partner, did, params.reelId)
    // `npm run new` adds calls above this line.
    did('deleteReel', expectOk(await partner.deleteReel({ params })))
    did('deleteReel', expectOk(await partner.deleteReel({ params })))
    did('listSessions', expectOk(await user.listSessions()))
    did('endSession', expectOk(await user.endSession({ params: { sessionId: '0'.repeat(24) } })))
    did('endOtherSessions', expectOk(await user.endOtherSessions()))
    did('updateMe', expectOk(await partner.updateMe({ body: { bio: 'New' } })))
    const newPassword = 'nine-green-ladders'
    did(
      'changePassword',
      expectOk(await user.changePassword({ body: { currentPassword: PASSWORD, newPassword } })),
    )
    did('requestVerification', expectOk(await user.requestVerification()))
    did('verifyEmail', expectOk(await user.verifyEmail({ body: { token: await mailedToken(email) } })))
    const newEmail = `${randomUUID()}@example.com`
    did('changeEmail', expectOk(await partner.changeEmail({ body: { password: PASSWORD, newEmail } })))
    did('forgotPassword', expectOk(await user.forgotPassword({ body: { email, role: 'user' } })))
    const token = await mailedToken(email)
    did('resetPassword', expectOk(await user.resetPassword({ body: { token, newPassword: PASSWORD } })))
    did('deleteMe', expectOk(await partner.deleteMe({ body: { password: PASSWORD } })))
    did('logout', expectOk(await user.logout()))
    for (const { name, job } of (await readDeclarations(process.cwd())).jobs) {
      await runJob(job)
      called.add(name)
    }

    // These need no database, or are signed by the media server and have their own test.
    const others = [
      'getConfig',
      'getDocs',
      'getHealth',
      'getOpenapi',
      'receiveImagekitEvent',
      'receiveStripeEvent',
    ]
    expect([...called].filter(name => names.includes(name)).sort()).toEqual(
      names.filter(name => !others.includes(name)).sort(),
    )
    await expectIndexes(seen.splice(0))
  }, 60_000)
})

/** What trends: with entries that are shown, and with activities that the job counts. */
async function callTrending(
  user: Client,
  reels: readonly string[],
  did: <T>(name: string, result: T) => T,
): Promise<void> {
  const at = new Date()
  const account = mongoose.Types.ObjectId.createFromTime(0)
  const activities = reels.flatMap(reel =>
    Array.from({ length: 3 }, (_, n) => ({
      reel: new mongoose.Types.ObjectId(reel),
      account: mongoose.Types.ObjectId.createFromTime(n),
      kind: 'like' as const,
      at,
    })),
  )
  await noteActivities(activities)
  await runJob(countTrends)
  await noteActivities(activities.map(each => ({ ...each, account, kind: 'save' as const })))
  await runJob(countTrends)
  for (const query of [{}, { tag }, { price: 'free' as const }, { tag, price: 'free' as const }]) {
    const { nextCursor } = did(
      'listTrending',
      expectOk(await user.listTrending({ query: { ...query, limit: 2 } })),
    )
    const after = { ...query, limit: 2, cursor: nextCursor ?? '' }
    did('listTrending', expectOk(await user.listTrending({ query: after })))
  }
  // Trends with their reels, then the newest with what trends, then what reels show.
  expect(await roundTrips(() => user.listTrending({ query: { tag } }))).toBeLessThanOrEqual(3)
  expect(await roundTrips(() => somebody().listTrending({ query: { tag, limit: 1 } }))).toBe(2)
  did('listTrendingTags', expectOk(await user.listTrendingTags()))
  const code = codeOf(reels[0] ?? '')
  const page = await fetchInProcess(`http://in-process/s/${code}`)
  expect(did('getSharePage', page).status).toBe(200)
  did('getOembed', expectOk(await user.getOembed({ query: { url: `http://in-process/s/${code}` } })))
}

/** Every way to search, with one word and with several, and with each filter. */
async function callSearch(user: Client, partner: Client, did: <T>(name: string, result: T) => T) {
  const { account } = expectOk(await partner.getMe())
  for (const query of [
    { q: tag },
    { q: `${tag} q` },
    { q: `${tag} 東京` },
    { q: tag.slice(0, -1) },
    { q: `${tag}x` },
    { q: tag, sort: 'newest' as const },
    { q: tag, tag, price: 'free' as const, partner: account.id },
  ]) {
    const first = did('searchReels', expectOk(await user.searchReels({ query: { ...query, limit: 1 } })))
    if (first.nextCursor) await user.searchReels({ query: { ...query, limit: 1, cursor: first.nextCursor } })
  }
  for (const q of ['brand', 'brand a']) {
    const first = did('searchPartners', expectOk(await user.searchPartners({ query: { q, limit: 1 } })))
    if (first.nextCursor) await user.searchPartners({ query: { q, limit: 1, cursor: first.nextCursor } })
    did('suggestSearches', expectOk(await user.suggestSearches({ query: { q } })))
  }
  const own = did('listMyReels', expectOk(await partner.listMyReels({ query: { q: 'q', limit: 1 } })))
  await partner.listMyReels({ query: { q: 'q', limit: 1, cursor: own.nextCursor ?? '' } })
  did('updateMe', expectOk(await partner.updateMe({ body: { brandName: newBrand('Renamed') } })))
  // The words, and the reels: those with every word in their headings, and then the others.
  expect(await roundTrips(() => somebody().searchReels({ query: { q: `${tag} q` } }))).toBeLessThanOrEqual(3)
}

/** Everything that reads purchases of a partner, by each of its filters. */
async function callSales(user: Client, partner: Client, did: <T>(name: string, result: T) => T) {
  const [buyer, seller] = await Promise.all([user.getMe(), partner.getMe()])
  const ids = [expectOk(buyer).account, expectOk(seller).account] as const
  const db = mongoose.connection.db
  if (!db) throw new Error('There is no connection')
  const params = { purchaseId: await storeSale(db, ids[1], ids[0]) }
  await storeSale(db, ids[1], ids[0])
  const days = { from: '2026-01-01', to: '2026-12-31' }
  for (const query of [{}, { reel: '0'.repeat(24) }, { status: 'paid' as const }, days]) {
    const first = did('listSales', expectOk(await partner.listSales({ query: { ...query, limit: 1 } })))
    if (first.nextCursor) {
      await partner.listSales({ query: { ...query, limit: 1, cursor: first.nextCursor } })
    }
  }
  await confirmEmail(db, ids[1])
  const account = { country: 'US', entityType: 'individual' as const }
  did('createPayoutAccount', expectOk(await partner.createPayoutAccount({ body: account })))
  did('createPayoutAccount', expectOk(await partner.createPayoutAccount({ body: account })))
  did('getPayoutAccount', expectOk(await partner.getPayoutAccount()))
  const link = { kind: 'onboarding' as const, returnUrl: 'http://localhost:4000/studio' }
  did('createPayoutLink', expectOk(await partner.createPayoutLink({ body: link })))
  did('getBalance', expectOk(await partner.getBalance()))
  did('listPayouts', expectOk(await partner.listPayouts()))
  const query = { ...days, by: 'day' as const }
  did('getSaleStatistics', expectOk(await partner.getSaleStatistics({ query })))
  did('getReceipt', expectOk(await user.getReceipt({ params })))
  await callPurchases(user, did)
}

/** Everything about views, in one round trip each, and what the job finds then. */
async function callStatistics(partner: Client, did: <T>(name: string, result: T) => T, reelId: string) {
  const params = { reelId }
  const { view } = expectOk(await somebody().getReel({ params })).reel
  const ticket = view?.ticket ?? ''
  // A test is no browser, so it would watch nothing.
  const viewer = createClient({
    baseUrl: 'http://in-process',
    fetch: (input, init) =>
      fetchInProcess(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), 'user-agent': BROWSER },
      }),
  })
  const watch = () => {
    const play = randomUUID().replaceAll('-', '')
    return viewer.sendViews({ body: { views: [{ ticket, play, watched: [[0, 1]], ended: false }] } })
  }
  did('sendViews', expectOk(await watch()))
  expect(await roundTrips(watch)).toBe(1)
  did('shareReel', expectOk(await viewer.shareReel({ params, body: { ticket } })))
  for (const interval of ['day', 'hour'] as const) {
    const query = { from: '2026-11-01', to: '2026-11-30', interval }
    did('getReelStatistics', expectOk(await partner.getReelStatistics({ params, query })))
    did('getStatistics', expectOk(await partner.getStatistics({ query })))
    did('listReelStatistics', expectOk(await partner.listReelStatistics({ query })))
    // The session is looked up at the same time.
    expect(await roundTrips(() => partner.getStatistics({ query }))).toBe(1)
  }
}

/** Everything that a buyer does, and the job that settles. */
async function callPurchases(user: Client, did: <T>(name: string, result: T) => T) {
  const seller = await newSeller()
  const buy = async () => {
    const body = { price: PRICE, returnUrl: RETURN_URL, termsVersion: termsVersion() }
    const reelId = await newSoldReel(seller.id)
    return did('buyReel', expectOk(await user.buyReel({ params: { reelId }, body }))).purchase
  }
  const open = await buy()
  did('cancelPurchase', expectOk(await user.cancelPurchase({ params: { purchaseId: open.id } })))
  const { id, checkout } = await buy()
  const params = { purchaseId: id }
  await payCheckout(sessionOf(checkout?.url))
  did('refreshPurchase', expectOk(await user.refreshPurchase({ params })))
  did('getPurchase', expectOk(await user.getPurchase({ params })))
  for (const query of [{}, { status: 'paid' as const }]) {
    const first = did('listPurchases', expectOk(await user.listPurchases({ query: { ...query, limit: 1 } })))
    if (first.nextCursor)
      await user.listPurchases({ query: { ...query, limit: 1, cursor: first.nextCursor } })
  }
  did('refundPurchase', expectOk(await user.refundPurchase({ params, body: { reason: 'other' } })))
}

/** MongoDB explains one update at a time. */
function alone({ name, body }: Command): Command[] {
  const { updates } = body
  return Array.isArray(updates)
    ? updates.map(update => ({ name, body: { ...body, updates: [update] } }))
    : [{ name, body }]
}

async function expectIndexes(commands: readonly Command[]): Promise<void> {
  const explained = commands.filter(({ name }) => EXPLAINED.has(name)).flatMap(alone)
  expect(explained.length).toBeGreaterThan(60)
  for (const { name, body } of explained) {
    const command = Object.fromEntries(
      Object.entries(body).filter(
        ([key]) => !/^(\$|lsid$|txnNumber$|stmtId|startTransaction|autocommit)/.test(key),
      ),
    )
    const plan = await mongoose.connection.db?.command({ explain: command, verbosity: 'queryPlanner' })
    const text = JSON.stringify(plan, (key, value) => (key === 'rejectedPlans' ? undefined : value))
    expect(text, `${name} ${JSON.stringify(command)}`).not.toContain('COLLSCAN')
    expect(text, `${name} ${JSON.stringify(command)}`).toMatch(
      /IXSCAN|IDHACK|EXPRESS|COUNT_SCAN|CLUSTERED_IXSCAN/,
    )
    expect(text, `${name} sorts in memory: ${JSON.stringify(command)}`).not.toContain('"stage":"SORT"')
  }
}
