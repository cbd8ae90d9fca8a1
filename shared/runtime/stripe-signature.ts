import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds by which the time of a signature may differ from now, either way. */
const SIGNATURE_TOLERANCE = 300

/**
 * Whether Stripe has signed these bytes within the last 5 minutes. It is checked here and not by the SDK, which is large,
 * and accepts any time in the future.
 * https://docs.stripe.com/webhooks/signature
 * @param rawBody exactly as it was sent, decoded if the gateway has encoded it in Base64
 * @param header `Stripe-Signature`: `t=<Unix seconds>,v1=<hex>`, with more than one `v1` while a secret is rotated
 * @param secrets texts with `whsec_`; one of them is enough
 * @param now Unix seconds
 */
export function isSignedByStripe(
  rawBody: string | Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
  now: number,
): boolean {
  const { time, signatures } = parse(header ?? '')
  // [57 time] A message that somebody has kept is worth nothing later, and none comes from the future.
  if (time === null || Math.abs(now - Number(time)) > SIGNATURE_TOLERANCE) return false
  // [57 signed] Everybody knows the address of the webhook, and what an event looks like.
  return secrets.some(secret => {
    const expected = createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest()
    return signatures.some(given => given.length === expected.length && timingSafeEqual(given, expected))
  })
}

function parse(header: string): { time: string | null; signatures: Buffer[] } {
  const parts = header.split(',').map(part => part.trim().split(/=(.*)/s))
  const times = parts.flatMap(([name, value = '']) => (name === 't' ? [value] : []))
  const [time = ''] = times
  return {
    time: times.length === 1 && /^\d{1,12}$/.test(time) ? time : null,
    signatures: parts.flatMap(([name, value = '']) =>
      isOfScheme(name) && /^[0-9a-f]{64}$/.test(value) ? [Buffer.from(value, 'hex')] : [],
    ),
  }
}

function isOfScheme(name: string | undefined): boolean {
  // [57 scheme] Others, such as `v0`, are not what Stripe promises to make with the secret.
  return name === 'v1'
}
