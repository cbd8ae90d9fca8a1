import * as z from 'zod'
import { faultOfAmount, isCurrency } from '../money/currencies.ts'
import { canBePaid } from '../money/transfers.ts'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import { newId } from '../storage/ids.ts'
import { PLATFORM, type Session } from '../storage/objects.ts'

const item = z.strictObject({
  quantity: p.integer.pipe(z.number().min(1).max(999_999)).optional(),
  price_data: z.strictObject({
    currency: p.text,
    unit_amount: p.amount,
    tax_behavior: z.enum(['inclusive', 'exclusive', 'unspecified']).optional(),
    product_data: z.strictObject({
      name: p.text,
      description: p.text.optional(),
      images: p.list(p.url).optional(),
      metadata: p.metadata.optional(),
      tax_code: p.text.optional(),
    }),
  }),
})

/** The body of `POST /v1/checkout/sessions`: what a platform sends that sells one thing at a time. */
export const NewSession = z.strictObject({
  mode: z.enum(['payment']),
  ui_mode: z.enum(['hosted_page']).optional(),
  line_items: p.list(item),
  client_reference_id: p.text.pipe(z.string().max(200)).optional(),
  metadata: p.metadata.optional(),
  payment_intent_data: z
    .strictObject({
      application_fee_amount: p.amount.optional(),
      capture_method: z.enum(['automatic', 'automatic_async']).optional(),
      description: p.text.optional(),
      metadata: p.metadata.optional(),
      receipt_email: p.text.optional(),
      statement_descriptor_suffix: p.text.pipe(z.string().max(22)).optional(),
      transfer_data: z.strictObject({ destination: p.text }).optional(),
      transfer_group: p.text.optional(),
    })
    .optional(),
  customer_email: z.email().optional(),
  success_url: p.url,
  cancel_url: p.url.optional(),
  expires_at: p.integer.optional(),
  adaptive_pricing: z.strictObject({ enabled: p.boolean }).partial().optional(),
  allow_promotion_codes: p.boolean.optional(),
  automatic_tax: z
    .strictObject({
      enabled: p.boolean,
      liability: z.strictObject({ type: z.enum(['self', 'account']), account: p.text.optional() }).optional(),
    })
    .optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  integration_identifier: p.text.optional(),
  locale: p.text.optional(),
  allowed_payment_method_types: p.list(z.enum(['card', 'pay_by_bank'])).optional(),
  submit_type: z.enum(['auto', 'book', 'buy', 'donate', 'pay', 'subscribe']).optional(),
  expand: p.expand,
})

const LEAST_SECONDS = 30 * 60
const MOST_SECONDS = 24 * 3600

export function createSession(given: z.infer<typeof NewSession>, context: Context): Session {
  const { records, clock } = context
  const now = clock.seconds()
  const expiresAt = given.expires_at ?? now + MOST_SECONDS
  // Clocks differ by a little, and a request takes its time.
  if (expiresAt < now + LEAST_SECONDS - 60 || expiresAt > now + MOST_SECONDS + 60) {
    throw invalid(
      'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    )
  }
  const { currency, amount, items } = priced(given)
  const payment = given.payment_intent_data ?? {}
  const destination = payment.transfer_data?.destination ?? null
  if (destination !== null) canBePaid(destination, context)
  checkFee(payment.application_fee_amount ?? null, amount, destination)
  const id = newId('cs_test')
  const session: Session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: given.adaptive_pricing?.enabled ?? true },
    allow_promotion_codes: given.allow_promotion_codes ?? null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: {
      enabled: given.automatic_tax?.enabled ?? false,
      liability:
        given.automatic_tax?.liability === undefined ? null : { type: given.automatic_tax.liability.type },
      status: given.automatic_tax?.enabled ? 'requires_location_inputs' : null,
    },
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    created: now,
    currency,
    customer: null,
    customer_details: given.customer_email === undefined ? null : { email: given.customer_email, name: null },
    customer_email: given.customer_email ?? null,
    expires_at: expiresAt,
    integration_identifier: given.integration_identifier ?? null,
    livemode: false,
    locale: given.locale ?? null,
    metadata: given.metadata ?? {},
    mode: 'payment',
    payment_intent: null,
    payment_method_types: given.allowed_payment_method_types ?? ['card', 'pay_by_bank'],
    payment_status: 'unpaid',
    status: 'open',
    submit_type: given.submit_type ?? null,
    success_url: given.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${context.url}/c/pay/${id}`,
    internal: {
      items,
      applicationFee: payment.application_fee_amount ?? null,
      destination,
      transferGroup: payment.transfer_group ?? null,
      paymentMetadata: payment.metadata ?? {},
      description: payment.description ?? null,
      receiptEmail: payment.receipt_email ?? null,
      statementSuffix: payment.statement_descriptor_suffix ?? null,
    },
  }
  records.save(session, PLATFORM)
  records.schedule(expiresAt, 'expire-session', id)
  return session
}

function priced({ line_items }: z.infer<typeof NewSession>) {
  const [first] = line_items
  if (first === undefined) throw invalid('line_items is empty.', { param: 'line_items' })
  const currency = first.price_data.currency.toLowerCase()
  const param = 'line_items[0][price_data][currency]'
  if (!isCurrency(currency)) {
    throw invalid(`Invalid currency: ${currency}. Stripe does not support it.`, { param })
  }
  if (line_items.some(({ price_data }) => price_data.currency.toLowerCase() !== currency)) {
    throw invalid('All prices of a session must have the same currency.', { param })
  }
  const items = line_items.map(({ quantity = 1, price_data: { unit_amount, product_data } }) => ({
    name: product_data.name,
    description: product_data.description ?? null,
    quantity,
    unitAmount: unit_amount,
  }))
  const amount = items.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0)
  const fault = faultOfAmount(amount, currency)
  if (fault !== null) throw invalid(fault.message, { code: fault.code })
  return { currency, amount, items }
}

function checkFee(fee: number | null, amount: number, destination: string | null): void {
  const param = 'payment_intent_data[application_fee_amount]'
  if (fee === null) return
  if (destination === null) {
    throw invalid(
      'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment or destination payment.',
      { param },
    )
  }
  if (fee === 0) throw invalid('The application fee must be greater than 0.', { param })
  if (fee > amount) {
    throw invalid('The application_fee_amount must not exceed the amount of the payment.', { param })
  }
}

export function sessionOf(id: string, { records }: Context): Session {
  const session = records.get('checkout.session', id)
  if (session === null) throw missing('checkout.session', id, 'session')
  return session
}

export function expireSession(id: string, context: Context): Session {
  const session = sessionOf(id, context)
  if (session.status !== 'open') {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    )
  }
  return expire(session, context)
}

/** A session whose time is over. */
export function expireDueSession(id: string, context: Context): void {
  const session = context.records.get('checkout.session', id)
  if (session?.status === 'open') expire(session, context)
}

function expire(session: Session, { records, events }: Context): Session {
  const expired: Session = { ...session, status: 'expired', url: null }
  records.save(expired, PLATFORM)
  const intent = records.get('payment_intent', session.payment_intent ?? '')
  if (intent !== null && intent.status !== 'succeeded') {
    const canceled = { ...intent, status: 'canceled' as const, next_action: null }
    records.save(canceled, PLATFORM)
    events.record('payment_intent.canceled', canceled)
  }
  events.record('checkout.session.expired', expired)
  return expired
}
