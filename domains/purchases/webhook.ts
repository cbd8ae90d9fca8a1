import { StripeEvent } from '#domains/purchases/stripe-event.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'
import { count } from '#shared/runtime/metrics.ts'
import { isSignedByStripe } from '#shared/runtime/stripe-signature.ts'

/**
 * The event in a webhook of Stripe.
 * @returns InvalidSignature unless Stripe has signed exactly these bytes within five minutes of now
 */
export function readStripeEvent(rawBody: string, signature: string | undefined) {
  const now = Math.floor(Date.now() / 1_000)
  // [57 signature] Anybody can send a request to this address.
  const isGenuine = isSignedByStripe(rawBody, signature, config().stripe.webhookSecrets, now)
  const event = isGenuine ? StripeEvent.safeParse(parsed(rawBody)) : null
  if (event?.success) return event.data
  count('WebhooksRefused')
  return refuse('InvalidSignature')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // It looks the same to the sender as a wrong signature.
    return null
  }
}
