import { bringUpToDate } from '#domains/purchases/checkout.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { reachStripe } from '#domains/purchases/reaching-stripe.ts'
import type { StripeEvent } from '#domains/purchases/stripe-event.ts'
import { type StoredStripeEvent, StripeEventModel } from '#domains/purchases/stripe-event-model.ts'
import { config } from '#shared/runtime/config.ts'
import { isDatabaseOutage } from '#shared/runtime/database/connection.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'
import { stripeRefusal } from '#shared/runtime/stripe.ts'

/** Longer than handling takes: until then, the request that received an event is at it. */
const UNDER_WAY_MILLISECONDS = 60 * 1_000

/** What an event is about, of which nothing is believed: it says only when to look. */
const ABOUT_PURCHASES = /^(checkout\.session|charge|refund|payment_intent|radar\.early_fraud_warning)\./

/**
 * Notes an event and handles it. If handling it fails, the sweep does it again, so the sender need not.
 * @param handleOther what to do with an event about something else than purchases
 * @throws if it could not be noted: then the sender must send it again
 */
export async function takeStripeEvent(event: StripeEvent, handleOther: HandleOther): Promise<void> {
  const stored = await note(event)
  // [59 unhandled] What was noted and not handled is handled when it comes again.
  if (stored.handledAt === null) await handle(stored, handleOther)
}

/** Handles an event about something else than purchases, such as an account of a partner. */
export type HandleOther = (event: StoredStripeEvent) => Promise<void>

/** Handles events whose handling failed or died. */
export async function handleLeftEvents(now: Date, atMost: number, handleOther: HandleOther) {
  const left = await StripeEventModel.find({
    handledAt: null,
    receivedAt: { $lte: new Date(now.getTime() - UNDER_WAY_MILLISECONDS) },
  })
    .sort({ receivedAt: 1 })
    .limit(atMost)
    .lean<StoredStripeEvent[]>()
  let handled = 0
  for (const event of left) if (await handle(event, handleOther)) handled += 1
  return { handled, left: left.length - handled }
}

// Noted is not handled: what dies in between is done again.
async function note(event: StripeEvent): Promise<StoredStripeEvent> {
  const { id: _id, type } = event
  const about = event.object === 'event' ? aboutOf(event.data.object) : null
  const fields = {
    type,
    account: event.object === 'event' ? (event.account ?? null) : (event.related_object?.id ?? null),
    object: about?.object ?? null,
    paymentIntent: about?.paymentIntent ?? null,
    purchase: about?.purchase ?? null,
    created: typeof event.created === 'number' ? new Date(event.created * 1_000) : new Date(event.created),
    receivedAt: new Date(),
    // [61 event-mode] What happened in test mode is no money, and the other way round.
    handledAt: event.livemode === config().stripe.isLive ? null : new Date(),
    attempts: 0,
    error: event.livemode === config().stripe.isLive ? null : 'other livemode',
  }
  return StripeEventModel.findOneAndUpdate(
    { _id },
    { $setOnInsert: fields },
    { upsert: true, returnDocument: 'after' },
  ).lean<StoredStripeEvent>()
}

type EventObject = Extract<StripeEvent, { object: 'event' }>['data']['object']

function aboutOf({ id, object, payment_intent, metadata }: EventObject) {
  const paymentIntent = typeof payment_intent === 'string' ? payment_intent : null
  return {
    object: id ?? null,
    paymentIntent: object === 'payment_intent' ? (id ?? null) : paymentIntent,
    purchase: metadata && isOurs(metadata) ? (metadata['purchase'] ?? null) : null,
  }
}

/** Gives false if it must be done again. */
async function handle(event: StoredStripeEvent, handleOther: HandleOther): Promise<boolean> {
  const { _id } = event
  try {
    const error = ABOUT_PURCHASES.test(event.type) ? await handlePurchase(event) : await handleOther(event)
    await StripeEventModel.updateOne(
      { _id },
      { $set: { handledAt: new Date(), error: error ?? null }, $inc: { attempts: 1 } },
    )
    return true
  } catch (error) {
    if (isDatabaseOutage(error)) throw error
    log().warn('An event of Stripe could not be handled yet', { eventId: _id, type: event.type, error })
    const message = error instanceof Error ? error.message : 'failed'
    await StripeEventModel.updateOne({ _id }, { $set: { error: message }, $inc: { attempts: 1 } })
    return false
  }
}

/** Gives why the event was not believed; null if it was, or is not ours. */
async function handlePurchase(event: StoredStripeEvent): Promise<string | null> {
  const purchase = await purchaseOf(event)
  if (!purchase) return null
  const now = await bringUpToDate(purchase._id)
  const isOther = event.type.startsWith('checkout.session.') && now?.session?.id !== event.object
  // [61 other-session] Somebody has made another session that names our purchase.
  if (now?.session && isOther) {
    count('PaymentsHeld')
    log().error('A checkout names a purchase that it is not of', {
      eventId: event._id,
      purchaseId: String(purchase._id),
    })
    return 'other session'
  }
  return null
}

async function purchaseOf({ purchase, paymentIntent }: StoredStripeEvent): Promise<Purchase | null> {
  if (purchase && isId(purchase)) return PurchaseModel.findById(purchase).lean<Purchase>()
  if (!paymentIntent) return null
  const known = await PurchaseModel.findOne({ paymentIntent }).lean<Purchase>()
  // A refund may be heard of before the payment.
  return known ?? purchaseOfPayment(paymentIntent)
}

async function purchaseOfPayment(paymentIntent: string): Promise<Purchase | null> {
  try {
    const payment = await reachStripe(stripe => stripe.paymentIntents.retrieve(paymentIntent))
    const id = isOurs(payment.metadata) ? payment.metadata['purchase'] : null
    return id && isId(id) ? PurchaseModel.findById(id).lean<Purchase>() : null
  } catch (error) {
    if (stripeRefusal(error)) return null
    throw error
  }
}

function isOurs(metadata: Readonly<Record<string, string>>): boolean {
  // [61 stage] Several stages may use one account of Stripe.
  return metadata['stage'] === config().stage
}

function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text)
}
