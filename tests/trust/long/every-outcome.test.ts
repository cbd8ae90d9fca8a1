import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { contract, type JsonSchema, openapi, operationOf, resolved } from '../../setup/contract/contract.ts'
import { misfitOf } from '../../setup/contract/document-check.ts'
import {
  ALLOWED_ORIGIN,
  type Provoked,
  provokeOutcomes,
  REFUSED_ORIGIN,
} from '../../setup/contract/outcomes.ts'
import { request, tally } from '../../setup/gateway/requests.ts'
import { expectOk, newPartner, newUser } from '../../setup/people/people.ts'
import { database } from '../../setup/platform/database.ts'
import { publishReel } from '../../setup/videos/videos.ts'
import '../../setup/reports/seen.ts'

const db = database()
const HASH = /\$2[aby]\$\d\d\$/

describe('every route, every outcome', async () => {
  const answers = await provokeOutcomes({ headers: { origin: ALLOWED_ORIGIN } })
  const summary = `${contract.length} routes, ${answers.length} answers: ${tally(answers.map(({ outcome }) => outcome))}`
  const told = ({ name, outcome }: Provoked) => `${name}: ${outcome}`

  it('[23] has the security headers and a request id, and no-store if it depends on who asks', ({ task }) => {
    task.meta.seen = summary
    expect(new Set(answers.map(({ name }) => name)).size).toBe(contract.length)
    for (const provoked of answers) {
      const { headers, status } = provoked.answer
      expect(headers.get('x-content-type-options'), told(provoked)).toBe('nosniff')
      expect(headers.get('content-security-policy'), told(provoked)).toContain("frame-ancestors 'none'")
      if (!headers.get('content-type')?.startsWith('text/html')) {
        expect(headers.get('content-security-policy'), told(provoked)).toContain("default-src 'none'")
      }
      expect(headers.get('x-frame-options'), told(provoked)).toBe('DENY')
      expect(headers.get('referrer-policy'), told(provoked)).toBe('no-referrer')
      expect(headers.get('x-request-id'), told(provoked)).toMatch(/^[\w-]{20,}$/)
      const { auth, success } = provoked.endpoint
      const isPublic = auth === 'public' && status < 300 ? success.cacheControl : undefined
      expect(headers.get('cache-control'), told(provoked)).toBe(isPublic ?? 'private, no-store')
      // Over plain http a browser must not be told to use https for a year.
      expect(headers.get('strict-transport-security')).toBeNull()
    }
  })

  it('[21] allows an allowed origin to read every answer, with cookies, by its exact name', ({ task }) => {
    task.meta.seen = `${answers.length} answers`
    for (const provoked of answers) {
      const { headers } = provoked.answer
      expect(headers.get('access-control-allow-origin'), told(provoked)).toBe(ALLOWED_ORIGIN)
      expect(headers.get('access-control-allow-credentials'), told(provoked)).toBe('true')
      expect(headers.get('vary'), told(provoked)).toMatch(/\borigin\b/i)
    }
  })

  it('[30] gives only answers that fit their schema, and every schema is closed', ({ task }) => {
    const misfits = answers.flatMap(provoked => {
      const { endpoint, answer } = provoked
      const misfit = misfitOf(endpoint, operationOf({ endpoint }), answer)
      return misfit === null ? [] : [`${told(provoked)}: ${misfit}`]
    })
    expect(misfits).toEqual([])
    const open = contract.flatMap(({ name, endpoint }) =>
      Object.values(operationOf({ endpoint }).responses).flatMap(({ content = {} }) =>
        Object.values(content).flatMap(({ schema }) => openObjects(schema, name)),
      ),
    )
    // Whole documents, and the form fields of an upload, whose names are ImageKit's.
    expect([...new Set(open)].sort()).toEqual([
      'createUpload.upload.fields',
      'getOpenapi',
      'renewUpload.upload.fields',
    ])
    task.meta.seen = `${answers.length} answers fit; ${Object.keys(openapi.components.schemas).length} schemas`
  })

  it('[30] contains no hash, no version and no email of anyone else', ({ task }) => {
    for (const provoked of answers) {
      const { text } = provoked.answer
      expect(text, told(provoked)).not.toMatch(HASH)
      if (provoked.name !== 'getOpenapi') expect(text, told(provoked)).not.toMatch(/"(__v|_id|passwordHash)"/)
    }
    task.meta.seen = `${answers.length} answers`
  })
})

function openObjects(schema: JsonSchema, path: string): string[] {
  const { type, properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = resolved(schema)
  const isOpen = type === 'object' && additionalProperties !== false && anyOf.length + oneOf.length === 0
  return [
    ...(isOpen ? [path] : []),
    ...Object.entries(properties).flatMap(([name, inner]) => openObjects(inner, `${path}.${name}`)),
    ...(items ? openObjects(items, path) : []),
    ...[...anyOf, ...oneOf].flatMap(inner => openObjects(inner, path)),
  ]
}

describe('a request with very many faults', () => {
  it('[30] names at most as many faults as the document allows, with names that are no longer than it allows', async ({
    task,
  }) => {
    const partner = await newPartner()
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`field-${index}`, 1]))
    const bodies = [
      many,
      { ['x'.repeat(60_000)]: 1 },
      { ['\u0001'.repeat(500)]: 1 },
      { ['👩'.repeat(99)]: 1 },
    ]
    const endpoint = { path: '/auth/me', method: 'PATCH' } as const
    const declared = contract.find(each => each.name === 'updateMe')
    if (!declared) throw new Error('updateMe is not declared')
    const lengths: number[] = []
    for (const body of bodies) {
      const answer = await request('PATCH', endpoint.path, { body, fetch: partner.browser.fetch })
      expect(answer.status).toBe(422)
      expect(misfitOf(endpoint, operationOf(declared), answer)).toBeNull()
      lengths.push(answer.text.length)
    }
    task.meta.seen = `answers of ${lengths.join(', ')} characters`
  })
})

describe('what is stored beside what is shown', () => {
  it('[30] sends no stored field that its schema does not name', async ({ task }) => {
    const [partner, user] = [await newPartner(), await newUser()]
    const reel = await publishReel(partner)
    expectOk(await user.api.likeReel({ params: { reelId: reel.id } }))
    expectOk(await user.api.saveReel({ params: { reelId: reel.id } }))
    const id = (hex: string) => new mongoose.mongo.ObjectId(hex)
    const planted = { __v: 7, secretNote: 'planted-note', passwordHashOld: '$2b$11$planted' }
    const plant = async (name: string, filter: object) => {
      const { modifiedCount } = await db.collection(name).updateMany(filter, { $set: planted })
      expect(modifiedCount, name).toBeGreaterThan(0)
    }
    await plant('reels', { _id: id(reel.id) })
    await plant('partners', { _id: id(partner.id) })
    await plant('users', { _id: id(user.id) })
    await plant('sessions', { account: { $in: [id(partner.id), id(user.id), partner.id, user.id] } })
    await plant('likes', { user: id(user.id) })
    await plant('saves', { user: id(user.id) })
    const reads: [string, typeof user][] = [
      [`/reels?partner=${partner.id}`, user],
      [`/reels/${reel.id}`, user],
      [`/reels/${reel.id}`, partner],
      [`/partners/${partner.id}`, user],
      ['/me/likes', user],
      ['/me/saves', user],
      ['/me/reels', partner],
      ['/auth/me', user],
      ['/auth/me', partner],
      ['/auth/sessions', user],
      ['/auth/sessions', partner],
    ]
    for (const [path, { browser, email }] of reads) {
      const answer = await request('GET', path, { fetch: browser.fetch })
      expect(answer.status, path).toBe(200)
      expect(answer.text, path).not.toMatch(/planted|secretNote|__v|passwordHash/)
      const foreign = email === partner.email ? user.email : partner.email
      expect(answer.text, path).not.toContain(foreign)
      if (path !== '/auth/me') expect(answer.text, path).not.toContain(email)
    }
    task.meta.seen = `${reads.length} reads of documents with ${Object.keys(planted).length} fields more`
  })
})

describe('another origin', () => {
  it('[21] never names another origin in an answer', { timeout: 60_000 }, async ({ task }) => {
    const answers = await provokeOutcomes({ headers: { origin: REFUSED_ORIGIN } })
    task.meta.seen = `${answers.length} answers: ${tally(answers.map(({ outcome }) => outcome))}`
    for (const { name, outcome, answer } of answers) {
      expect(answer.headers.get('access-control-allow-origin'), `${name}: ${outcome}`).toBe(ALLOWED_ORIGIN)
      expect(answer.headers.get('vary'), `${name}: ${outcome}`).toMatch(/\borigin\b/i)
    }
  })
})
