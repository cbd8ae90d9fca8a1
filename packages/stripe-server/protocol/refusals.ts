/** The `error` of an answer. https://docs.stripe.com/api/errors */
export interface StripeError {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | 'rate_limit_error'
  code?: string
  message: string
  param?: string
  decline_code?: string
}

/** Thrown to refuse a request. It becomes Stripe's `{ error }` with this status. */
export class Refusal extends Error {
  readonly status: number
  readonly error: StripeError
  /** Whether the work had begun: if so, a repetition with the same idempotency key gets the same answer. */
  readonly isKept: boolean

  constructor(status: number, error: StripeError, isKept = true) {
    super(error.message)
    this.status = status
    this.error = error
    this.isKept = isKept
  }
}

export function invalid(message: string, more: Partial<StripeError> = {}, status = 400): Refusal {
  return new Refusal(status, { type: 'invalid_request_error', message, ...more })
}

/** A fault of the parameters alone, which is found before the work begins. */
export function invalidParameter(message: string, more: Partial<StripeError> = {}): Refusal {
  return new Refusal(400, { type: 'invalid_request_error', message, ...more }, false)
}

export function missing(what: string, id: string, param = 'id'): Refusal {
  return invalid(`No such ${what}: '${id}'`, { code: 'resource_missing', param }, 404)
}

export function refusalResponse({ status, error }: Refusal): Response {
  return Response.json({ error }, { status })
}
