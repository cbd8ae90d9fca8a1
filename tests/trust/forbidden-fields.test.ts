import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { inProcess } from '../setup/gateway/in-process.ts'
import { outcomeOf, request } from '../setup/gateway/requests.ts'
import { newPartner, newUser, type Person } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { FREE, publishReel } from '../setup/videos/videos.ts'

const db = database()
afterAll(disconnectDatabase)

// Each with a value that would matter: bad-input.test.ts sends them as text, to every operation.
const FORBIDDEN: Record<string, unknown> = {
  role: 'partner',
  _id: 'a'.repeat(24),
  id: 'a'.repeat(24),
  partner: 'a'.repeat(24),
  counts: { likes: 1_000_000 },
  likes: 1_000_000,
  status: 'ready',
  readyReels: 7,
  passwordHash: `$2b$04$${'a'.repeat(53)}`,
  createdAt: '2020-01-01T00:00:00.000Z',
  __v: 7,
  $set: { role: 'partner' },
  $inc: { likes: 1_000 },
  'price.amount': 0,
}
const POLLUTING = ['__proto__', 'constructor', 'prototype']
const POLLUTION = '{"isAdmin":true,"prototype":{"isAdmin":true}}'

interface Target {
  what: string
  method: string
  path: () => string
  who: () => Person
  body: Record<string, unknown>
  collection: string
  id: () => string
}

let user: Person
let partner: Person
let reelId: string

beforeAll(async () => {
  ;[user, partner] = await Promise.all([newUser(), newPartner()])
  reelId = (await publishReel(partner)).id
})

const targets: Target[] = [
  {
    what: 'the profile of a user',
    method: 'PATCH',
    path: () => '/auth/me',
    who: () => user,
    body: { username: 'some.body.else' },
    collection: 'users',
    id: () => user.id,
  },
  {
    what: 'the profile of a partner',
    method: 'PATCH',
    path: () => '/auth/me',
    who: () => partner,
    body: { bio: 'Changed.' },
    collection: 'partners',
    id: () => partner.id,
  },
  {
    what: 'a reel',
    method: 'PATCH',
    path: () => `/reels/${reelId}`,
    who: () => partner,
    body: { title: 'Changed', price: FREE },
    collection: 'reels',
    id: () => reelId,
  },
]

function stored({ collection, id }: Target) {
  return db.collection(collection).findOne({ _id: new mongoose.mongo.ObjectId(id()) })
}

describe('forbidden fields', () => {
  it.for(targets)(
    '[25] refuses each forbidden field in $what, at the top level and nested, and changes nothing',
    async (target, { task }) => {
      const before = await stored(target)
      const { browser } = target.who()
      const send = (body: unknown) => request(target.method, target.path(), { body, fetch: browser.fetch })
      for (const [field, value] of Object.entries(FORBIDDEN)) {
        const answer = await send({ ...target.body, [field]: value })
        expect(outcomeOf(answer), field).toBe('422 ValidationFailed')
        expect(Object.keys(answer.faults)).toEqual([field])
      }
      const nested = Object.keys(target.body).flatMap(field => [
        { ...target.body, [field]: { $set: { role: 'partner' } } },
        { ...target.body, [field]: { ...FREE, $inc: 1 } },
      ])
      for (const body of nested) expect(outcomeOf(await send(body))).toBe('422 ValidationFailed')
      expect(await stored(target)).toEqual(before)
      task.meta.seen = `${Object.keys(FORBIDDEN).length} fields and ${nested.length} nested: 422 each, document unchanged`
    },
  )

  it.for(targets)('[25] does not touch a prototype because of a body for $what', async (target, { task }) => {
    const before = await stored(target)
    const { browser } = target.who()
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
    const [first = ''] = Object.keys(target.body)
    const text = JSON.stringify(target.body)
    const bodies = POLLUTING.flatMap(key => [
      text.replace('{', `{"${key}":${POLLUTION},`),
      text.replace('{', `{"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}":${POLLUTION},`),
      JSON.stringify({ ...target.body, [first]: 0 }).replace(':0', `:{"${key}":${POLLUTION}}`),
    ])
    for (const body of bodies) {
      const overTheWire = await request(target.method, target.path(), { body, fetch: browser.fetch })
      // And in this process, whose own prototypes would be changed.
      const inside = await request(target.method, target.path(), {
        body,
        headers: { cookie },
        fetch: inProcess({ sourceIp: '127.0.0.1' }),
      })
      for (const answer of [overTheWire, inside]) expect(outcomeOf(answer), body).toBe('422 ValidationFailed')
    }
    for (const object of [{}, [], Object, Function.prototype]) expect(object).not.toHaveProperty('isAdmin')
    expect(await stored(target)).toEqual(before)
    task.meta.seen = `${bodies.length} bodies: 422 each; no prototype changed`
  })

  it('[25] does not create an account for a registration with a forbidden field', async ({ task }) => {
    const email = `forbidden-${user.id}@example.com`
    const body = { email, username: `f_${user.id}`, password: 'seven-blue-kettles' }
    for (const [field, value] of Object.entries(FORBIDDEN)) {
      const answer = await request('POST', '/auth/users/register', { body: { ...body, [field]: value } })
      expect(outcomeOf(answer), field).toBe('422 ValidationFailed')
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    const made = await db.collection('users').countDocuments({ email })
    expect(made).toBe(0)
    task.meta.seen = `${Object.keys(FORBIDDEN).length} registrations: 422 each, ${made} documents`
  })
})
