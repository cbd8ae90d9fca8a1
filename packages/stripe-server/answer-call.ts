import type { IncomingHttpHeaders } from 'node:http'
import { parseJson } from './protocol/body.ts'
import type { Context } from './protocol/context.ts'
import { expanded } from './protocol/expand.ts'
import { parseForm } from './protocol/form.ts'
import { type KeyedRequest, keepAnswer, keptAnswer } from './protocol/idempotency.ts'
import { checkSecretKey } from './protocol/keys.ts'
import { invalid, invalidParameter, Refusal, refusalResponse } from './protocol/refusals.ts'
import type { Route } from './routes/route.ts'
import { PLATFORM } from './storage/objects.ts'

export interface CallRequest {
  id: string
  /** Without the question mark. */
  query: string
  text: string
  headers: IncomingHttpHeaders
  requestId: string
  secretKey: string
  apiVersion: string
  context: Context
}

/** The answer to a call of the API. Work and kept answer are one transaction. */
export function answerCall(route: Route, request: CallRequest): Response {
  const { headers, context, apiVersion, requestId } = request
  checkSecretKey(headers.authorization, request.secretKey)
  const key = header(headers['idempotency-key'])
  const extra = { 'stripe-version': apiVersion, ...(key !== '' && { 'idempotency-key': key }) }
  try {
    checkVersion(header(headers['stripe-version']), route, apiVersion)
    const owner = ownerOf(headers, context)
    const given = parametersOf(route, request)
    const keyed: KeyedRequest | null =
      route.method === 'POST' && key !== ''
        ? {
            owner,
            key,
            endpoint: `POST ${route.path.replace(':id', request.id)}`,
            parameters: JSON.stringify(given),
            requestId,
          }
        : null
    const answer = (keyed === null ? null : keptAnswer(keyed, context)) ?? work(owner, given, keyed)
    for (const [name, value] of Object.entries(extra)) answer.headers.set(name, value)
    return answer
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const response = refusalResponse(error)
    for (const [name, value] of Object.entries(extra)) response.headers.set(name, value)
    return response
  }

  function work(owner: string, given: unknown, keyed: KeyedRequest | null): Response {
    try {
      const body = context.records.transaction(() => {
        const answer = route.work(given, { id: request.id, owner, context })
        const text = JSON.stringify(expanded(answer, pathsOf(given), context))
        if (keyed !== null) keepAnswer(keyed, 200, text, context)
        return text
      })
      return new Response(body, { headers: { 'content-type': 'application/json' } })
    } catch (error) {
      if (error instanceof Refusal && error.isKept && keyed !== null) {
        const text = JSON.stringify({ error: error.error })
        context.records.transaction(() => keepAnswer(keyed, error.status, text, context))
      }
      throw error
    }
  }
}

/** The parameters of a form or query, or the JSON of v2. */
function parametersOf(route: Route, { query, text }: CallRequest): unknown {
  if (route.method === 'GET') return parseForm(query)
  if (route.path.startsWith('/v2/')) return parseJson(text)
  return parseForm(text)
}

function pathsOf(given: unknown): string[] {
  if (typeof given !== 'object' || given === null || !('expand' in given)) return []
  const { expand } = given
  if (typeof expand !== 'object' || expand === null) return []
  return Object.values(expand).filter(path => typeof path === 'string')
}

/** Payloads of another version have another shape, which this server does not know. */
function checkVersion(version: string, { path }: Route, apiVersion: string): void {
  if (version === '' && path.startsWith('/v2/')) {
    throw invalidParameter('The header Stripe-Version is required.', { code: 'parameter_missing' })
  }
  if (version !== '' && version !== apiVersion) {
    throw invalidParameter(`Invalid Stripe API version: ${version}. This server speaks ${apiVersion}.`)
  }
}

/** The account that a request is made for. Newer SDKs send `Stripe-Context`, older ones `Stripe-Account`. */
function ownerOf(headers: IncomingHttpHeaders, { records }: Context): string {
  const account = header(headers['stripe-context']) || header(headers['stripe-account'])
  if (account === '') return PLATFORM
  if (records.get('v2.core.account', account) === null) {
    throw invalid(
      `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
      { code: 'account_invalid' },
      403,
    )
  }
  return account
}

function header(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}
