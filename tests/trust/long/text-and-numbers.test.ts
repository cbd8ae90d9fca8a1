import { describe, expect, it } from 'vitest'
import {
  type Leaf,
  leavesOf,
  operationOf,
  pathAbout,
  valueAt,
  withBody,
  withValue,
} from '../../setup/contract/contract.ts'
import { validBodies } from '../../setup/contract/valid-bodies.ts'
import { type Answer, outcomeOf, request, tally } from '../../setup/gateway/requests.ts'
import { newPartner, newUser, type Person } from '../../setup/people/people.ts'
import { publishReel } from '../../setup/videos/videos.ts'
import '../../setup/reports/seen.ts'

interface Attempt {
  path: string
  value: unknown
  /** The document or the nature of the value forbids it, whatever the field means. */
  isForbidden: boolean
}

const MEGABYTE = 'x'.repeat(1_000_000)

function attemptsFor({ path, schema }: Leaf): Attempt[] {
  const attempt = (value: unknown, isForbidden = false) => ({ path, value, isForbidden })
  if (schema.type === 'string') {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema
    return [
      attempt('', minLength > 0 || schema.enum !== undefined),
      attempt(' '.repeat(Math.max(3, minLength))),
      attempt('a\u0000bcdefghij', schema.pattern !== undefined),
      attempt('a\ud800bcdefghij', schema.pattern !== undefined),
      attempt('\udc00\ud800bcdefghi', schema.pattern !== undefined),
      attempt('\u200f\u202eשלום עולם\u202c!'),
      attempt('\u0001\u001b[31m\u0085red', schema.pattern !== undefined),
      attempt('👩‍🚀🌊 e\u0301 \ufb01 Ⅳ'),
      attempt(MEGABYTE, MEGABYTE.length > maxLength),
      ...(Number.isFinite(maxLength)
        ? [attempt('x'.repeat(maxLength)), attempt('x'.repeat(maxLength + 1), true)]
        : []),
      ...[1, true, { $ne: null }, ['text']].map(value => attempt(value, true)),
    ]
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    const { maximum = Number.MAX_SAFE_INTEGER } = schema
    return [
      attempt(0),
      attempt(maximum),
      attempt(0.5, schema.type === 'integer'),
      ...[-1, 1e308, -1e308, maximum + 1, 'NaN', '1', '1e3', null, true].map(value => attempt(value, true)),
    ]
  }
  if (schema.type === 'boolean') return [0, 'true', null, [true]].map(value => attempt(value, true))
  throw new Error(`${path} is neither text nor a number nor a switch: say here what to try with it`)
}

describe('a field', async () => {
  const reader = await newUser()

  it.for(withBody)(
    '[26] $name refuses every text and number that it would not store exactly',
    { timeout: 60_000 },
    async ({ name, endpoint, ...declared }, { task }) => {
      const schema =
        operationOf({ endpoint, ...declared }).requestBody?.content['application/json'].schema ?? {}
      const leaves = leavesOf(schema)
      const [partner, user] = [await newPartner(), await newUser()]
      const reel = endpoint.path.includes('{reelId}') ? await publishReel(partner) : null
      const path = pathAbout(endpoint.path, reel?.id ?? '')
      const outcomes: string[] = []
      for (const { path: field, value, isForbidden } of leaves.flatMap(attemptsFor)) {
        const body =
          endpoint.method === 'PATCH'
            ? withValue({}, field, value)
            : withValue(validBodies[name]?.(), field, value)
        const whole = field.startsWith('price')
          ? withValue(body, 'price', { ...PRICE, ...priceOf(body) })
          : body
        const who: Person = field === 'username' || endpoint.auth === 'user' ? user : partner
        const { fetch } = who.browser
        const send =
          endpoint.auth === 'public'
            ? request(endpoint.method, path, { body: whole })
            : request(endpoint.method, path, { body: whole, fetch })
        const answer = await send
        const told = `${field} = ${JSON.stringify(value).slice(0, 60)}`
        outcomes.push(outcomeOf(answer))
        const isTooLong = answer.code === 'PayloadTooLarge'
        expect(isTooLong, told).toBe(value === MEGABYTE && name !== 'createReel')
        if (isForbidden && !isTooLong) expect(outcomeOf(answer), told).toBe('422 ValidationFailed')
        if (isForbidden && !isTooLong)
          expect(Object.keys(answer.faults).join(), told).toContain(field.split('.')[0])
        expect(answer.status, told).toBeLessThan(500)
        if (answer.status >= 300) continue
        const kept = keptIn(answer, field)
        if (kept !== undefined) expect(kept, told).toEqual(asKept(field, value))
        // No answer shows a password: it was stored exactly if it can be used to log in to its account.
        if (name.startsWith('register') && field === 'password') {
          const credentials = { email: valueAt(whole, 'email'), password: value }
          const login = await request('POST', endpoint.path.replace('register', 'login'), {
            body: credentials,
          })
          expect(login.status, told).toBe(200)
        }
      }
      task.meta.seen = `${leaves.length} fields: ${tally(outcomes)}`
      if (reel) expect((await reader.api.getReel({ params: { reelId: reel.id } })).ok).toBe(true)
    },
  )
})

const PRICE = { amount: 0, currency: 'USD' }

function priceOf(body: unknown): Record<string, unknown> {
  const price = valueAt(body, 'price')
  return { ...(typeof price === 'object' && price) }
}

/** The value that an answer shows of a field; what it does not show counts as kept. */
function keptIn({ text }: Answer, field: string): unknown {
  const answer: unknown = text === '' ? {} : JSON.parse(text)
  return valueAt(answer, `reel.${field}`) ?? valueAt(answer, `account.${field}`)
}

function asKept(field: string, value: unknown): unknown {
  return field.startsWith('tags.') && typeof value === 'string' ? value.toLowerCase() : value
}
