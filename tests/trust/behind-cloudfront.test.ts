import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#domains/limits/limits.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { contract } from '../setup/contract/contract.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { tally } from '../setup/gateway/requests.ts'
import { newUser } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import '../setup/reports/seen.ts'

afterAll(disconnectDatabase)

const KEY = 'a-key-that-only-cloudfront-knows'
const settings = { CLOUDFRONT_KEY_HASHES: createHash('sha256').update(KEY).digest('hex') }
/** All requests come from this machine of CloudFront. */
const EDGE = '203.0.113.40'
const db = database()
const { quota: BUDGET } = LIMITS.loginFromAddress

interface Way {
  viewer?: string
  key?: string
  headers?: Record<string, string>
}

async function call(method: string, path: string, way: Way, body?: object) {
  const { viewer, key = KEY, headers } = way
  const init = {
    method,
    headers: {
      ...headers,
      ...(key !== '' && { 'x-origin-key': key }),
      ...(viewer !== undefined && { 'cloudfront-viewer-address': viewer }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }
  return callInProcess(`https://api.example${path}`, init, { settings, sourceIp: EDGE })
}

async function statusesOf(email: string, viewers: string[]): Promise<string[]> {
  const statuses: string[] = []
  for (const viewer of viewers) {
    const body = { email, password: 'not-the-password' }
    statuses.push(String((await call('POST', '/auth/users/login', { viewer }, body)).statusCode))
  }
  return statuses
}

const random = () => Math.floor(Math.random() * 65_000).toString(16)
const sessions = (accountId: string) =>
  db.collection('sessions').countDocuments({ account: new mongoose.mongo.ObjectId(accountId) })

describe('a stage behind CloudFront', () => {
  beforeAll(async () => {
    await call('GET', '/health', {})
  })

  it('[129] counts by the address that CloudFront saw', async ({ task }) => {
    const user = await newUser()
    const [one, other] = ['198.51.100.7', '198.51.100.8'].map(host => `${host}:${1_024 + BUDGET}`)
    const first = await statusesOf(
      user.email,
      Array.from({ length: BUDGET + 1 }, (_, attempt) => `198.51.100.7:${2_000 + attempt}`),
    )
    expect(tally(first)).toBe(`401 × ${BUDGET}, 429 × 1`)
    const right = { email: user.email, password: user.password }
    expect((await call('POST', '/auth/users/login', { viewer: String(one) }, right)).statusCode).toBe(429)
    const elsewhere = await call('POST', '/auth/users/login', { viewer: String(other) }, right)
    expect(elsewhere.statusCode).toBe(200)
    const account = new mongoose.mongo.ObjectId(user.id)
    expect(await db.collection('sessions').countDocuments({ account, ip: '198.51.100.8' })).toBe(1)
    task.meta.seen = `one viewer: ${tally(first)}; another one over the same edge: ${elsewhere.statusCode}`
  })

  it('[129] counts callers by IPv6 by their /64', async ({ task }) => {
    const user = await newUser()
    const network = `2001:db8:${random()}:${random()}`
    const viewers = Array.from(
      { length: BUDGET + 3 },
      (_, attempt) => `${network}:${random()}:${random()}:${random()}:${attempt}:443`,
    )
    const seen = tally(await statusesOf(user.email, viewers))
    expect(seen).toBe(`401 × ${BUDGET}, 429 × 3`)
    const right = { email: user.email, password: user.password }
    const neighbour = { viewer: `2001:db8:ffff:${random()}::1:443` }
    expect((await call('POST', '/auth/users/login', neighbour, right)).statusCode).toBe(200)
    task.meta.seen = `${viewers.length} addresses of one /64: ${seen}`
  })

  it('[129] is closed to everybody who goes around CloudFront, on every route', async ({ task }) => {
    const user = await newUser()
    const before = await sessions(user.id)
    const around: Way[] = [
      { key: '' },
      { key: 'guessed' },
      { key: String(settings.CLOUDFRONT_KEY_HASHES) },
      {
        key: '',
        viewer: '198.51.100.9:1',
        headers: { 'x-forwarded-for': '198.51.100.9', via: 'cloudfront' },
      },
    ]
    const routes = contract.map(({ endpoint }) => [
      endpoint.method,
      endpoint.path.replace(/\{\w+\}/g, '0'.repeat(24)),
    ])
    const answers = new Set<string>()
    for (const way of around) {
      for (const [method = '', path = ''] of [...routes, ['OPTIONS', '/reels'], ['GET', '/nowhere']]) {
        const { statusCode, body } = await call(method, path, way, method === 'GET' ? undefined : {})
        answers.add(`${statusCode} ${JSON.parse(body)['code']}`)
      }
      const right = { email: user.email, password: user.password }
      expect((await call('POST', '/auth/users/login', way, right)).statusCode).toBe(404)
    }
    expect([...answers]).toEqual(['404 NotFound'])
    expect(await sessions(user.id)).toBe(before)
    task.meta.seen = `${around.length} ways around it, ${routes.length + 2} routes: ${[...answers]}`
  })
})
