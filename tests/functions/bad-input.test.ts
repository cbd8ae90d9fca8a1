import { describe, expect, inject, it } from 'vitest'
import { contractOf, readDeclarations } from '#tooling/contract/declarations.ts'
import { pathAbout } from '../setup/contract/contract.ts'
import { newPartner, newUser, type Person, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { publishReel } from '../setup/videos/videos.ts'

const contract = contractOf(await readDeclarations(process.cwd()))
const withBody = contract.filter(({ endpoint }) => endpoint.body && !endpoint.webhook)

const FILE = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }
const REEL = {
  title: 'A title',
  description: 'x',
  tags: ['one'],
  price: { amount: 0, currency: 'USD' },
  language: 'en',
}
const RETURN_URL = 'http://localhost:4000/studio/payouts'
const CREDENTIALS = { email: 'somebody@example.com', password: 'seven-blue-kettles' }

const OPTIONAL = { contactName: 'A', phone: '+34 600', website: 'https://a.example', bio: 'b' }

/** A valid body for every operation that takes one. A test below fails if a new endpoint is missing. */
const VALID: Record<string, Record<string, unknown>> = {
  registerUser: { ...CREDENTIALS, username: 'somebody' },
  registerPartner: { ...CREDENTIALS, brandName: 'Brand', ...OPTIONAL },
  loginUser: CREDENTIALS,
  loginPartner: CREDENTIALS,
  createReel: { ...REEL, video: { base64: 'AAAA' } },
  createUpload: { ...REEL, file: FILE },
  renewUpload: { file: FILE },
  playReel: { watchedSeconds: 12.5 },
  sendViews: {
    views: [{ ticket: 'A'.repeat(64), play: 'ab'.repeat(16), watched: [[0, 3.5]], ended: false }],
  },
  shareReel: { ticket: 'A'.repeat(64) },
  buyReel: { price: REEL.price, returnUrl: RETURN_URL, termsVersion: '2026-11' },
  refundPurchase: { reason: 'other', note: 'x' },
  createPayoutAccount: { country: 'US', entityType: 'individual' },
  createPayoutLink: { kind: 'onboarding', returnUrl: RETURN_URL },
  publishReel: { fileId: 'a'.repeat(24) },
  updateReel: REEL,
  changePassword: { currentPassword: CREDENTIALS.password, newPassword: 'nine-green-ladders' },
  verifyEmail: { token: 'x' },
  changeEmail: { password: 'not-the-password', newEmail: CREDENTIALS.email },
  forgotPassword: { email: CREDENTIALS.email, role: 'user' },
  resetPassword: { token: 'x', newPassword: 'nine-green-ladders' },
  deleteMe: { password: 'not-the-password' },
  updateMe: { username: 'somebody', brandName: 'Brand', language: 'en', ...OPTIONAL },
}

/** Fields that null removes. */
const NULLABLE: Record<string, string[]> = { updateMe: Object.keys(OPTIONAL) }

// Values that no field accepts, but for the fields of FRACTIONS.
const WRONG: unknown[] = [{ $ne: null }, [['nested']], 1.5, -1, 1e308, true, null]
/** Operations whose fields are numbers that need not be whole. */
const FRACTIONS = ['playReel']
// Fields that a client must not set.
const FORBIDDEN = [
  'role',
  '_id',
  'id',
  'partner',
  'counts',
  'likes',
  'status',
  'feeds',
  'words',
  '__v',
  '$set',
  '$inc',
  'constructor',
]

const db = database()
let partner: Person
let user: Person

interface Answer {
  status: number
  code: string
  paths: string[]
}

async function send(method: string, path: string, body: unknown, who: Person | undefined): Promise<Answer> {
  const { browser } = who ?? stranger()
  const response = await browser.fetch(inject('apiUrl') + path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  })
  const text = await response.text()
  const problem: { code?: string; errors?: { path: string }[] } = text === '' ? {} : JSON.parse(text)
  return {
    status: response.status,
    code: problem.code ?? '',
    paths: [...new Set((problem.errors ?? []).map(fault => fault.path))].sort(),
  }
}

async function ownReels(): Promise<unknown> {
  const { ObjectId } = await import('mongoose').then(module => module.default.mongo)
  return db
    .collection('reels')
    .find({ partner: new ObjectId(partner.id) })
    .toArray()
}

describe('a bad body', async () => {
  partner = await newPartner()
  user = await newUser()
  const reel = await publishReel(partner)

  it('is tried on every operation that takes a body', () => {
    expect(Object.keys(VALID).sort()).toEqual(withBody.map(({ name }) => name).sort())
  })

  describe.each(withBody)('of $name', ({ name, endpoint }) => {
    const valid = VALID[name] ?? {}
    const path = pathAbout(endpoint.path, reel.id)
    const isOpen = endpoint.auth === 'public' || endpoint.auth === 'optional'
    const caller = endpoint.auth === 'user' ? user : partner
    const who = isOpen ? undefined : caller
    const needsNothing = endpoint.body?.safeParse({}).success

    it('is refused with every fault at once, and nothing is stored or uploaded', async () => {
      const before = await ownReels()
      for (const wrong of WRONG.filter(each => each !== 1.5 || !FRACTIONS.includes(name))) {
        const body = Object.fromEntries(Object.keys(valid).map(key => [key, wrong]))
        const answer = await send(endpoint.method, path, body, who)
        expect(answer).toMatchObject({ status: 422, code: 'ValidationFailed' })
        const named = new Set(answer.paths.map(fault => fault.split('.')[0]))
        const allowed = wrong === null ? (NULLABLE[name] ?? []) : []
        const expected = Object.keys(valid).filter(field => !allowed.includes(field))
        expect([...named].sort(), `${JSON.stringify(wrong)} everywhere`).toEqual(expected.sort())
      }
      expect(await ownReels()).toEqual(before)
    })

    it('is refused with the name of each unknown field', async () => {
      const before = await ownReels()
      const extra = Object.fromEntries(FORBIDDEN.map(key => [key, 'x']))
      const answer = await send(endpoint.method, path, { ...valid, ...extra }, who)
      expect(answer).toMatchObject({ status: 422, paths: [...FORBIDDEN].sort() })
      const proto = JSON.stringify(valid).replace('{', '{"__proto__":{"admin":true},')
      expect(await send(endpoint.method, path, proto, who)).toMatchObject({
        status: 422,
        paths: ['__proto__'],
      })
      expect(await ownReels()).toEqual(before)
    })

    it('without any field is refused with the name of each missing one', async () => {
      const answer = await send(endpoint.method, path, {}, who)
      if (needsNothing) expect(answer.status).toBe(200)
      else expect(answer).toMatchObject({ status: 422, code: 'ValidationFailed' })
    })

    it('gets 401 before 422, and 415 or 400 if it is not JSON', async () => {
      if (!isOpen) {
        expect(await send(endpoint.method, path, { x: 1 }, undefined)).toMatchObject({ status: 401 })
        const asUser = endpoint.auth === 'partner' ? { status: 403, code: 'WrongRole' } : { status: 422 }
        expect(await send(endpoint.method, path, { x: 1 }, user)).toMatchObject(asUser)
      }
      expect(await send(endpoint.method, path, '{"a":', who)).toMatchObject({
        status: 400,
        code: 'MalformedJson',
      })
    })
  })
})

describe('text', () => {
  const strings: [string, string, number][] = [
    ['one over the limit', 'x'.repeat(121), 422],
    ['a megabyte', 'x'.repeat(1_000_000), 413],
    ['empty', '', 422],
    ['only spaces', '   ', 422],
    ['NUL', 'a\u0000b', 422],
    ['half a surrogate pair', 'a\ud800b', 422],
    ['a mark of direction, kept', '\u200fשלום!', 200],
    ['at the limit, kept', 'x'.repeat(120), 200],
    ['emoji, kept', '👩‍🚀🌊', 200],
  ]

  it.each(strings)('[26] a title is refused or kept exactly: %s', async (_, title, status) => {
    const writer = await newPartner()
    const { id } = await publishReel(writer)
    const answer = await send('PATCH', `/reels/${id}`, { title }, writer)
    expect(answer.status).toBe(status)
    const { reel } = JSON.parse(await (await fetch(`${inject('apiUrl')}/reels/${id}`)).text())
    expect(reel.title).toBe(status === 200 ? title : 'A reel')
  })
})
