import fc from 'fast-check'
import type { DeclaredEndpoint } from '#tooling/contract/declarations.ts'
import { type Answer, outcomeOf, request } from '../gateway/requests.ts'
import { newPartner, newUser, type Person } from '../people/people.ts'
import { publishReel } from '../videos/videos.ts'
import { contract, type JsonSchema, operationOf, resolved } from './contract.ts'
import { fitsRequestBody, misfitOf } from './document-check.ts'

type Who = 'nobody' | 'user' | 'partner' | 'garbage'

/** A request made up from the document. Ids and people are filled in when it is sent. */
interface GeneratedRequest {
  operation: string
  who: Who
  /** `known` is an id that exists. */
  ids: string[]
  query: [string, string][]
  headers: Record<string, string>
  /** The request has no body if it is left out. */
  body?: { json: unknown } | { text: string }
}

// These would end the sessions of all other requests.
const ENDS_SESSIONS = ['logout', 'refreshSession', 'endOtherSessions', 'endSession']

const hex24 = fc.stringMatching(/^[0-9a-f]{24}$/)
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 3_000 }),
  fc.constantFrom('', ' ', '\u0000', '\ud800', '__proto__', 'null', '$where', '../..', '%00', '{}', '1e999'),
)
const anyJson = fc.oneof(fc.jsonValue({ maxDepth: 3 }), anyText, fc.double(), fc.constant(null))

/** Values that a schema allows. */
function allowed(given: JsonSchema): fc.Arbitrary<unknown> {
  const schema = resolved(given)
  const isNullable = (given.anyOf ?? []).some(each => each.type === 'null')
  return isNullable ? fc.oneof(fc.constant(null), allowedOne(schema)) : allowedOne(schema)
}

function allowedOne(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, properties, required = [], items, pattern, minLength = 0, maxLength = 60 } = schema
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (type === 'object' && properties) {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, allowed(inner)]),
    )
    return fc.record(fields, { requiredKeys: required })
  }
  if (type === 'array' && items) return fc.array(allowed(items), { maxLength: schema.maxItems ?? 5 })
  if (type === 'integer' || type === 'number') {
    const min = schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1
    return fc.oneof(
      fc.integer({ min, max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1) }),
      fc.constantFrom(min, schema.maximum ?? 1_000),
    )
  }
  if (type === 'boolean') return fc.boolean()
  if (schema.format === 'email') return fc.uuid().map(id => `${id}@example.com`)
  if (schema.format === 'uri') return fc.webUrl()
  if (pattern === '^[A-Z]{3}$') return fc.constantFrom('USD', 'EUR', 'JPY', 'XXX')
  // A list of all letters would take longer to make than to send.
  if (pattern?.includes('\\p{')) return fc.stringMatching(/^[a-zA-Zé世я0-9_]{1,30}$/)
  if (pattern) return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
}

/** What a schema allows, except in one place: a field too many, too few or of another type. */
function spoilt(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc
    .tuple(allowed(schema), fc.nat(), fc.constantFrom('drop', 'add', 'replace'), anyText, anyJson)
    .map(([body, at, how, name, value]) => {
      if (typeof body !== 'object' || body === null) return value
      const entries: [string, unknown][] = Object.entries(body)
      if (how === 'add' || entries.length === 0) return Object.fromEntries([...entries, [name, value]])
      const place = at % entries.length
      if (how === 'drop') return Object.fromEntries(entries.filter((_, index) => index !== place))
      return Object.fromEntries(entries.map(([key, old], index) => [key, index === place ? value : old]))
    })
}

function requestTo({ name, endpoint }: DeclaredEndpoint): fc.Arbitrary<GeneratedRequest> {
  const { parameters = [], requestBody } = operationOf({ endpoint })
  const inPath = parameters.filter(parameter => parameter.in === 'path')
  const inQuery = parameters.filter(parameter => parameter.in === 'query')
  // URL parsers resolve a segment of dots, which makes it another path.
  const oddId = anyText.filter(text => text.isWellFormed() && !/^\.*$/.test(text))
  const id = fc.oneof({ weight: 6, arbitrary: fc.constant('known') }, hex24, oddId)
  const queryText = anyText.filter(text => text.isWellFormed())
  const queryPair = fc.oneof(
    ...inQuery.map(({ name: key, schema }) =>
      fc.oneof(allowed(schema).map(String), queryText).map((value): [string, string] => [key, value]),
    ),
    fc.tuple(queryText, queryText),
  )
  const schema = requestBody?.content['application/json'].schema
  const body: fc.Arbitrary<GeneratedRequest['body']> = schema
    ? fc.oneof(
        { weight: 5, arbitrary: allowed(schema).map(json => ({ json })) },
        { weight: 5, arbitrary: spoilt(schema).map(json => ({ json })) },
        { weight: 1, arbitrary: anyJson.map(json => ({ json })) },
        { weight: 1, arbitrary: anyText.map(text => ({ text })) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      )
    : fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        anyJson.map(json => ({ json })),
      )
  const headers = fc.record(
    {
      'content-type': fc.oneof(
        { weight: 12, arbitrary: fc.constant('application/json') },
        fc.constantFrom('text/plain', 'application/json; charset=utf-8', 'application/x-www-form-urlencoded'),
      ),
      origin: fc.constantFrom('http://localhost:4000', 'https://evil.example', 'null'),
      'idempotency-key': fc.oneof(
        fc.stringMatching(/^[!-~]{1,20}$/),
        fc.constantFrom('a b', 'x'.repeat(256)),
      ),
      accept: fc.constantFrom('*/*', 'text/html', 'application/xml'),
      'user-agent': fc.stringMatching(/^[ -~]{0,50}$/),
    },
    { requiredKeys: ['content-type'] },
  )
  return fc
    .record(
      {
        operation: fc.constant(name),
        who: ENDS_SESSIONS.includes(name)
          ? fc.constantFrom<Who>('nobody', 'garbage')
          : fc.constantFrom<Who>('nobody', 'user', 'partner', 'partner', 'garbage'),
        ids: fc.tuple(...inPath.map(() => id)),
        query: fc.array(queryPair, { maxLength: endpoint.query ? 3 : 1 }),
        headers: fc.oneof(
          { weight: 3, arbitrary: fc.constant({ 'content-type': 'application/json' }) },
          headers,
        ),
        body,
      },
      { requiredKeys: ['operation', 'who', 'ids', 'query', 'headers', 'body'] },
    )
    .map(({ body, ...rest }) => ({ ...rest, ...(body && { body }) }))
}

const anyRequest = fc.oneof(...contract.map(requestTo))

const byName = new Map(contract.map(declared => [declared.name, declared]))

interface Report {
  requests: number
  /** How many of them fit the document. */
  allowed: number
  outcomes: string[]
  slowestMilliseconds: number
  /** Answers that must not happen, each with its request. */
  faults: string[]
}

const AT_ONCE = 4
const PORTION = 500

/**
 * Sends requests that are made up from the OpenAPI document, most of them nearly right. The same seed makes the
 * same requests.
 */
export async function sendGenerated(seed: number, count: number): Promise<Report> {
  const [user, partner] = [await newUser(), await newPartner()]
  const reel = await publishReel(partner)
  const report: Report = { requests: 0, allowed: 0, outcomes: [], slowestMilliseconds: 0, faults: [] }
  for (let sent = 0; sent < count; sent += PORTION) {
    // In portions with a seed each, because all at once would hold every body in memory.
    const generated = fc.sample(anyRequest, { numRuns: Math.min(PORTION, count - sent), seed: seed + sent })
    const queue = generated.values()
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const each of queue) await send(each)
      }),
    )
  }
  return report

  async function send(generated: GeneratedRequest): Promise<void> {
    const declared = byName.get(generated.operation)
    if (!declared) return
    const { endpoint } = declared
    const ids = generated.ids.values()
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const id = ids.next().value
      return encodeURIComponent(id === 'known' ? knownId(name) : String(id))
    })
    const query = generated.query.map(pair => pair.map(encodeURIComponent).join('=')).join('&')
    const sent = bodyOf(generated)
    const cookie = cookieFor(generated.who)
    const start = performance.now()
    const answer = await request(endpoint.method, query ? `${path}?${query}` : path, {
      headers: { ...generated.headers, ...(cookie && { cookie }) },
      ...(sent !== undefined && { body: sent }),
    })
    report.requests += 1
    report.slowestMilliseconds = Math.max(report.slowestMilliseconds, performance.now() - start)
    report.outcomes.push(outcomeOf(answer))
    const fault = faultOf(declared, generated, answer)
    if (fault) report.faults.push(`${JSON.stringify(generated).slice(0, 1_500)}\n    ${fault}`)
  }

  function knownId(name: string): string {
    if (name === 'reelId') return reel.id
    return name === 'partnerId' ? partner.id : user.id
  }

  function cookieFor(who: Who): string {
    if (who === 'nobody') return ''
    if (who === 'garbage') return 'reels_access=x.y.z; reels_refresh=nonsense'
    const { browser }: Person = who === 'user' ? user : partner
    return [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
  }

  function faultOf(
    { endpoint }: DeclaredEndpoint,
    { body, ids }: GeneratedRequest,
    answer: Answer,
  ): string | null {
    // What is not implemented has not failed.
    if (answer.status >= 500 && answer.code !== 'FormatNotSupported')
      return `${answer.status}: ${answer.text.slice(0, 300)}`
    const fits = endpoint.body && body && 'json' in body ? fitsRequestBody(endpoint, wired(body.json)) : true
    if (fits) report.allowed += 1
    if (!fits && answer.status < 300) return `${answer.status} for a body that the document does not allow`
    const isOddPath = ids.some(id => id !== 'known' && !/^[0-9a-f]{24}$/.test(id))
    // A path with such a segment can belong to another operation.
    if (isOddPath && answer.status === 404) return null
    return misfitOf(endpoint, operationOf({ endpoint }), answer)
  }
}

function bodyOf({ body }: GeneratedRequest): string | undefined {
  if (!body) return undefined
  return 'text' in body ? body.text : JSON.stringify(body.json)
}

/** A value after a round trip through JSON: -0 is 0, and undefined fields are gone. */
function wired(value: unknown): unknown {
  return unwrapped(JSON.parse(JSON.stringify(value)))
}

/** serverless-offline passes a body that is a JSON string on as its content, which AWS does not do. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
