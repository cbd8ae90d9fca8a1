import type { Context } from './context.ts'
import { Refusal, refusalResponse } from './refusals.ts'

export interface KeyedRequest {
  /** Of the account that the request is made for. */
  owner: string
  key: string
  /** `POST /v1/refunds`. */
  endpoint: string
  /** All that was sent. */
  parameters: string
  requestId: string
}

/** Stripe keeps keys for at least 24 hours. */
export const ANSWERS_KEPT_SECONDS = 24 * 3600
const MAX_KEY_LENGTH = 255

/** The answer that was given to this key before, null for the first time. Throws a `Refusal` if the request differs. */
export function keptAnswer(request: KeyedRequest, { records, clock }: Context): Response | null {
  const { owner, key, endpoint } = request
  if (key.length > MAX_KEY_LENGTH) {
    throw refused(`The idempotency key must be at most ${MAX_KEY_LENGTH} characters.`)
  }
  const kept = records.answer(owner, key)
  if (kept === null || kept.at + ANSWERS_KEPT_SECONDS < clock.seconds()) return null
  if (kept.request !== textOf(request)) {
    const isOther = !kept.request.startsWith(`${endpoint}\n`)
    throw refused(
      isOther
        ? `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${kept.request.split('\n')[0]}' vs '${endpoint}'). Try using a key other than '${key}' if you meant to execute a different request.`
        : `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    )
  }
  const headers = { 'idempotent-replayed': 'true', 'original-request': kept.requestId }
  return new Response(kept.body, {
    status: kept.status,
    headers: { ...headers, 'content-type': 'application/json' },
  })
}

/** Keeps an answer for repetitions. Call it in the transaction of the work. */
export function keepAnswer(
  request: KeyedRequest,
  status: number,
  body: string,
  { records, clock }: Context,
): void {
  const { owner, key, requestId } = request
  records.keepAnswer(owner, key, {
    request: textOf(request),
    requestId,
    status,
    body,
    at: clock.seconds(),
  })
}

export function keyInUse(key: string): Response {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`
  return refusalResponse(
    new Refusal(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message }, false),
  )
}

function textOf({ endpoint, parameters }: KeyedRequest): string {
  return `${endpoint}\n${parameters}`
}

function refused(message: string): Refusal {
  return new Refusal(400, { type: 'idempotency_error', message }, false)
}
