import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { codeOf } from '#domains/share/code.ts'
import type { ErrorCode } from '#shared/contract/problems.ts'
import { errorsOf } from '#shared/http/endpoint.ts'
import type { DeclaredEndpoint } from '#tooling/contract/declarations.ts'
import { contract, named, neededQuery, openapi, operationOf } from '../setup/contract/contract.ts'
import { misfitOf } from '../setup/contract/document-check.ts'
import { type Answer, request } from '../setup/gateway/requests.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, type Person, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { payCheckout } from '../setup/platform/payments-server.ts'
import { confirmEmail, giveMoney, newSeller, payOut } from '../setup/selling/partners.ts'
import { giveRight } from '../setup/selling/rights.ts'
import { storeSale, storeSaleDay } from '../setup/selling/sales.ts'
import { postUpload, publishReel, readClip } from '../setup/videos/videos.ts'
import { storeDays } from '../setup/views/days.ts'

interface Content {
  schema: object
  example?: unknown
  examples?: Record<string, { $ref?: string; value?: unknown }>
}

interface Response {
  content?: Record<string, Content>
}

interface Components {
  examples: Record<string, { value: unknown }>
}

const { components }: { components: Components } = JSON.parse(JSON.stringify(openapi))
const db = database()
const NOWHERE = '0'.repeat(24)
const PERIOD = '?from=2026-11-22&to=2026-11-22'

function bodyOf(name: string): Record<string, unknown> {
  const example = operationOf(named(name)).requestBody?.content['application/json'].example
  return { ...(typeof example === 'object' && example) }
}

function responseOf(name: string, status: number): Response {
  const responses: Record<string, Response> = JSON.parse(JSON.stringify(operationOf(named(name)).responses))
  const response = responses[status]
  if (!response) throw new Error(`${name} does not document ${status}`)
  return response
}

/** What an example and its answer must share: fields, types, and the values of enumerations. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'list' : [shapeOf(value[0])]
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
  }
  return value === null || typeof value === 'boolean' ? value : typeof value
}

/** The example of an answer, which fits the document; null if there is none. */
function expectDocumented(name: string, answer: Answer): Content | null {
  const declared = named(name)
  expect(misfitOf(declared.endpoint, operationOf(declared), answer), name).toBeNull()
  const [type, media] = Object.entries(responseOf(name, answer.status).content ?? {})[0] ?? []
  return media && type?.includes('json') ? media : null
}

describe('the example of each operation', () => {
  const called = new Set<string>()

  async function send(
    name: string,
    who: Pick<Person, 'browser'>,
    {
      params = {},
      body,
      headers = {},
      query = '',
    }: {
      params?: Record<string, string>
      body?: unknown
      headers?: Record<string, string>
      query?: string
    } = {},
  ): Promise<Answer> {
    const { endpoint } = named(name)
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, key: string) => params[key] ?? NOWHERE)
    const answer = await request(endpoint.method, path + query, {
      fetch: who.browser.fetch,
      headers,
      ...(endpoint.body && { body: body ?? bodyOf(name) }),
    })
    expect(`${name} ${answer.status}`, answer.text).toBe(`${name} ${endpoint.success.status}`)
    const media = expectDocumented(name, answer)
    if (media && name !== 'getOpenapi') {
      expect(shapeOf(JSON.parse(answer.text)), name).toEqual(shapeOf(media.example))
    }
    called.add(name)
    return answer
  }

  /** So that its reels are for sale. */
  async function canBePaid({ api }: Pick<Person, 'api'>): Promise<void> {
    const { account } = expectOk(await api.getMe())
    const _id = new mongoose.Types.ObjectId(account.id)
    await db.collection('payoutAccounts').insertOne({ _id, acct: 'acct_1', status: 'active' })
    await db.collection('partners').updateOne({ _id }, { $set: { payable: true } })
  }

  /** Buys a reel of somebody who is paid. Gives the id of the purchase. */
  async function buy(who: Pick<Person, 'browser'>): Promise<string> {
    const reel = await publishReel(await newSeller(db), { price: { amount: 499, currency: 'USD' } })
    const made = await send('buyReel', who, { params: { reelId: reel.id } })
    const { purchase }: { purchase: { id: string } } = JSON.parse(made.text)
    return purchase.id
  }

  async function sessionOf(purchaseId: string): Promise<string> {
    const _id = new mongoose.Types.ObjectId(purchaseId)
    const purchase = await db.collection('purchases').findOne({ _id })
    return String(purchase?.['session'].id)
  }

  async function hasPreview(reelId: string): Promise<void> {
    const preview = { fileId: NOWHERE, path: `/previews/${reelId}/preview.mp4` }
    await db
      .collection('reels')
      .updateOne({ _id: new mongoose.Types.ObjectId(reelId) }, { $set: { preview } })
  }

  it('has the form of the answer', async () => {
    const [somebody, user, partner] = [stranger(), stranger(), stranger()]
    await send('registerUser', user)
    await send('loginUser', user)
    await send('refreshSession', user)
    await send('registerPartner', partner)
    await send('loginPartner', partner)
    await send('getMe', user)
    await send('listSessions', user)
    await send('endOtherSessions', user)
    await send('endSession', user, { params: { sessionId: NOWHERE } })
    await send('updateMe', partner)

    await canBePaid(partner)
    const key = '2f1f8f0e-6a0b-4c55-9d7e-6f6c1a1f7b3d'
    const made = await send('createReel', partner, { headers: { 'idempotency-key': key } })
    const { reel }: { reel: { id: string; partner: { id: string } } } = JSON.parse(made.text)
    const params = { reelId: reel.id }
    await hasPreview(reel.id)
    await send('updateReel', partner, { params })
    await send('getReel', somebody, { params })
    // Only of this partner, because others publish at the same time.
    await send('listReels', somebody, { query: `?partner=${reel.partner.id}` })
    await send('listMyReels', partner)
    // Likewise: no other reel is in this list.
    await db
      .collection<{ feeds: string[] }>('reels')
      .updateOne({ _id: new mongoose.Types.ObjectId(reel.id) }, { $push: { feeds: 'all tag:only_here' } })
    await send('listTrending', somebody, { query: '?tag=only_here' })
    await send('listTrendingTags', somebody)
    const sharePage = await send('getSharePage', somebody, { params: { code: codeOf(reel.id) } })
    const [, shared = ''] = /property="og:url" content="([^"]+)"/.exec(sharePage.text) ?? []
    await send('getOembed', somebody, { query: `?url=${encodeURIComponent(shared)}` })
    const buyer: { account: { id: string } } = JSON.parse((await send('getMe', user)).text)
    const purchaseId = await storeSale(db, reel.partner, buyer.account)
    await send('listSales', partner)
    await send('getReceipt', user, { params: { purchaseId } })
    await send('getPurchase', user, { params: { purchaseId } })
    await send('listPurchases', user)
    const open = await buy(user)
    await send('cancelPurchase', user, { params: { purchaseId: open } })
    const paid = await buy(user)
    await payCheckout(await sessionOf(paid))
    await send('refreshPurchase', user, { params: { purchaseId: paid } })
    await send('refundPurchase', user, { params: { purchaseId: paid } })
    const seller = await newPartner()
    await confirmEmail(db, seller)
    await send('createPayoutAccount', seller)
    await send('getPayoutAccount', seller)
    await send('createPayoutLink', seller)
    await giveMoney(db, seller, 12_400)
    await send('getBalance', seller)
    await payOut(db, seller)
    await send('listPayouts', seller)
    await storeSaleDay(db, reel.partner)
    await send('getSaleStatistics', partner, { query: '?from=2026-11-01&to=2026-11-30&by=day' })
    await send('shareReel', somebody, { params })
    await send('sendViews', somebody)
    await storeDays(db, reel)
    await send('getReelStatistics', partner, { params, query: PERIOD })
    await send('getStatistics', partner, { query: PERIOD })
    await send('listReelStatistics', partner, { query: PERIOD })
    await send('searchReels', somebody, { query: `?q=waves&partner=${reel.partner.id}` })
    await send('suggestSearches', somebody, { query: '?q=a' })
    const partnerParams = { partnerId: reel.partner.id }
    await send('followPartner', user, { params: partnerParams })
    await send('searchPartners', user, { query: '?q=dune' })
    await send('getPartner', user, { params: partnerParams })
    await send('listFollows', user)
    await send('listFollowing', user)
    await send('unfollowPartner', user, { params: partnerParams })
    await send('likeReel', user, { params })
    await send('listLikes', user)
    await send('unlikeReel', user, { params })
    await send('saveReel', user, { params })
    await send('listSaves', user)
    await send('unsaveReel', user, { params })
    await send('playReel', somebody, { params })
    const { account } = expectOk(await user.api.getMe())
    await giveRight(db, account.id, reel.id)
    await send('listLibrary', user)

    const begun = await send('createUpload', partner)
    const direct: { reel: { id: string } } = JSON.parse(begun.text)
    const clip = await readClip('sunrise-run.mov')
    const file = { name: 'sunrise-run.mov', sizeBytes: clip.length, mimeType: 'video/quicktime' }
    const again = await send('renewUpload', partner, { params: { reelId: direct.reel.id }, body: { file } })
    const { upload }: { upload: Parameters<typeof postUpload>[0] } = JSON.parse(again.text)
    const stored = await postUpload(upload, clip, file.mimeType)
    const { fileId }: { fileId: string } = JSON.parse(await stored.text())
    await send('publishReel', partner, { params: { reelId: direct.reel.id }, body: { fileId } })
    await send('deleteReel', partner, { params })

    // `npm run new` adds calls above this line.
    for (const name of ['getConfig', 'getHealth', 'getOpenapi']) await send(name, somebody)
    if (contract.some(({ name }) => name === 'getDocs')) await send('getDocs', somebody)
    const email = String(bodyOf('registerUser')['email'])
    await send('changeEmail', user)
    await send('requestVerification', partner)
    const body = { token: await mailedToken(email, 'Confirm your email address') }
    await send('verifyEmail', somebody, { body })
    await send('forgotPassword', somebody)
    const token = await mailedToken(email, 'Set a new password')
    await send('resetPassword', somebody, { body: { ...bodyOf('resetPassword'), token } })
    await send('loginUser', user)
    await send('changePassword', partner, {
      body: { ...bodyOf('changePassword'), newPassword: 'nine-green-ladders' },
    })
    await send('logout', partner)
    await send('deleteMe', user)

    // The media server signs it. It has its own test.
    expect([...called].sort()).toEqual(
      contract
        .map(({ name }) => name)
        .filter(name => !name.startsWith('receive'))
        .sort(),
    )
    // With the packaged functions each operation starts a process.
  }, 120_000)
})

describe('the example of a problem', () => {
  /** Makes an operation answer with a code; null if that needs more than a request. */
  function provoke(
    declared: DeclaredEndpoint,
    code: ErrorCode,
    people: { user: Person; partner: Person },
  ): Promise<Answer> | null {
    const { endpoint, name } = declared
    const isPartners = endpoint.auth === 'partner'
    const right = isPartners ? people.partner : people.user
    const to = endpoint.path.replace(/\{\w+\}/g, NOWHERE)
    const body = endpoint.body ? { body: bodyOf(name) } : {}
    // What must be in the query.
    const period = endpoint.query && 'interval' in endpoint.query.shape ? PERIOD : ''
    const first = period === '' ? `${to}?${neededQuery(declared)}` : `${to}${period}&`
    const as = (who: Person, options: object = {}, path = to) =>
      request(endpoint.method, path, { fetch: who.browser.fetch, ...body, ...options })
    switch (code) {
      case 'NotAuthenticated':
        return request(endpoint.method, to, body)
      case 'WrongRole':
        return as(isPartners ? people.user : people.partner)
      case 'OriginNotAllowed':
        return as(right, { headers: { origin: 'https://evil.example' } })
      case 'MalformedJson':
        return as(right, { body: '{' })
      case 'UnsupportedMediaType':
        return as(right, { headers: { 'content-type': 'text/html' } })
      case 'ValidationFailed':
        if (endpoint.body) return as(right, { body: { ...bodyOf(name), colour: 'blue' } })
        // What must be in any other query would be missing here.
        if (endpoint.query && !('limit' in endpoint.query.shape)) return null
        return as(right, {}, `${first}limit=51`)
      case 'InvalidCursor':
        return as(right, {}, `${first}cursor=x`)
      case 'ReelNotFound':
      case 'PartnerNotFound':
      case 'PurchaseNotFound':
        return as(right, {}, period === '' ? `${to}?${neededQuery(declared)}` : to + period)
      case 'NotFound':
        return as(right, {}, endpoint.path.replace(/\{\w+\}/g, 'none'))
      case 'SessionExpired':
        return request(endpoint.method, to)
      case 'InvalidToken':
        return as(right)
      case 'InvalidSignature':
        return request(endpoint.method, to, { body: '{}' })
      default:
        return null
    }
  }

  it('is what the API says', async () => {
    const people = { user: await newUser(), partner: await newPartner() }
    const shown = new Set<string>()
    for (const declared of contract) {
      for (const code of errorsOf(declared.endpoint)) {
        const answer = await provoke(declared, code, people)
        if (!answer) continue
        const { name } = declared
        expect(`${name} ${answer.code}`, answer.text).toBe(`${name} ${code}`)
        const media = expectDocumented(name, answer)
        const { $ref, value } = media?.examples?.[code] ?? {}
        const example = $ref ? components.examples[$ref.split('/').at(-1) ?? '']?.value : value
        // Only `detail` differs from time to time.
        const { detail, requestId, ...said }: Record<string, unknown> = JSON.parse(answer.text)
        expect({ detail: 'x', requestId: 'x', ...said }, name).toEqual({
          ...(typeof example === 'object' && example),
          detail: 'x',
          requestId: 'x',
        })
        shown.add(code)
      }
    }
    expect(shown.size).toBe(14)
  }, 60_000)

  it('is refused if the reel belongs to someone else', async () => {
    const [owner, other] = [await newPartner(), await newPartner()]
    const reel = await publishReel(owner)
    const answer = await request('DELETE', `/reels/${reel.id}`, { fetch: other.browser.fetch })
    expect(answer.code).toBe('NotYourReel')
    expectDocumented('deleteReel', answer)
  })
})
