import type { Stripe } from 'stripe'
import { UserModel } from '#domains/accounts/user-model.ts'
import { releaseClaim } from '#domains/entitlements/changing.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { reachStripe } from '#domains/purchases/reaching-stripe.ts'
import { rightOf, settle } from '#domains/purchases/settle.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'
import { Outage } from '#shared/runtime/outage.ts'
import { type StripeRefusal, stripeRefusal } from '#shared/runtime/stripe.ts'

/** Longer than opening a checkout usually takes: until then, another request is at it, or has died. */
const OPENING_MILLISECONDS = 6_000
/** Stripe takes 30 minutes to a day. */
export const CHECKOUT_MILLISECONDS = 31 * 60 * 1_000
/** After so long without an answer, an attempt is given up. Nobody has had the address, so nobody can pay. */
const GIVEN_UP_MILLISECONDS = 5 * 60 * 1_000

/**
 * Opens the checkout of a purchase, which is stored before Stripe is asked.
 * @returns the purchase with its checkout; null if another request is opening it; NotForSale if Stripe refuses
 * @throws Outage if Stripe does not answer; the next attempt finds the checkout that was perhaps opened
 */
export async function openCheckout(purchaseId: Purchase['_id'] | string) {
  const now = new Date()
  const purchase = await PurchaseModel.findOneAndUpdate(
    // Requests that come at once would else ask Stripe with one key at once, which it refuses.
    {
      _id: purchaseId,
      status: 'open',
      session: null,
      $or: [{ openingUntil: null }, { openingUntil: { $lt: now } }],
    },
    { $set: { openingUntil: new Date(now.getTime() + OPENING_MILLISECONDS) } },
    { returnDocument: 'after' },
  ).lean<Purchase>()
  if (!purchase) return null
  // Nobody wants it any more, and nobody has had its address.
  if (purchase.cancelAsked) return giveUp(purchase)
  try {
    const session = await create(purchase)
    // [55 nonsense] Whatever was answered instead is no checkout.
    if (typeof session.id !== 'string' || typeof session.url !== 'string') {
      throw new Outage('payments', new Error('Stripe has answered something else than a checkout'))
    }
    return await store(purchase, session)
  } catch (error) {
    const refusal = stripeRefusal(error)
    const isOld = now.getTime() - purchase.createdAt.getTime() > GIVEN_UP_MILLISECONDS
    if (!refusal && !isOld) {
      await PurchaseModel.updateOne({ _id: purchase._id }, { $set: { openingUntil: null } })
      throw error
    }
    await giveUp(purchase)
    if (!refusal) throw error
    log().error('Stripe does not open a checkout', { purchaseId: String(purchase._id), code: refusal.code })
    if (isAboutPartner(refusal))
      return refuse('NotForSale', { detail: 'The partner cannot be paid at the moment.' })
    count('StripeRefusals')
    throw new Outage('payments', error)
  }
}

/**
 * Makes a purchase what Stripe says that it is, as `settle` does. If it is not known whether its checkout was opened, that
 * is found out first.
 */
export async function bringUpToDate(purchaseId: Purchase['_id'] | string): Promise<Purchase | null> {
  // Stripe opens one checkout with one key, and gives it again.
  await openCheckout(purchaseId)
  return settle(purchaseId)
}

/**
 * Closes a checkout: afterwards it cannot be paid any more. If it was paid before, the purchase is paid.
 * @returns the purchase as it is then
 * @throws Outage if Stripe does not answer; then it may be open or closed
 */
export async function closeCheckout(purchase: Purchase): Promise<Purchase | null> {
  const { _id, session } = purchase
  await PurchaseModel.updateOne({ _id, status: 'open' }, { $set: { cancelAsked: true } })
  if (!session) return giveUp(purchase)
  try {
    await reachStripe(stripe =>
      stripe.checkout.sessions.expire(
        session.id,
        {},
        { idempotencyKey: `${String(_id)}:expire:${session.id}` },
      ),
    )
  } catch (error) {
    // It is over already: paid, or expired.
    if (!stripeRefusal(error)) throw error
  }
  return settle(_id)
}

/** Can the account not be paid that the money would go to? Then the checkout would be refused to everybody. */
function isAboutPartner({ code, param }: StripeRefusal): boolean {
  return code === 'insufficient_capabilities_for_transfer' || (param ?? '').includes('transfer_data')
}

/** What was never opened, or closed before anybody had its address, is not bought. */
async function giveUp(purchase: Purchase): Promise<Purchase | null> {
  const { _id } = purchase
  return inTransaction(async session => {
    const status = purchase.cancelAsked ? 'canceled' : 'failed'
    const closed = await PurchaseModel.findOneAndUpdate(
      { _id, status: 'open', session: null },
      { $set: { status, checkAt: null, updatedAt: new Date() }, $inc: { version: 1 } },
      { session, returnDocument: 'after' },
    ).lean<Purchase>()
    if (closed) await releaseClaim(rightOf(purchase), session)
    return closed ?? PurchaseModel.findById(_id).session(session).lean<Purchase>()
  })
}

async function store(purchase: Purchase, { id, url, expires_at }: Stripe.Checkout.Session) {
  const session = { id, url: url ?? '', expiresAt: new Date(expires_at * 1_000) }
  await PurchaseModel.updateOne(
    { _id: purchase._id, session: null },
    { $set: { session, openingUntil: null, updatedAt: new Date() }, $inc: { version: 1 } },
  )
  const stored = await PurchaseModel.findById(purchase._id).lean<Purchase>()
  // It was canceled while Stripe was opening it.
  if (stored?.session && stored.status !== 'open') await closeCheckout(stored)
  return stored
}

/** The same parameters in each attempt: Stripe takes a key with no others. */
async function create(purchase: Purchase): Promise<Stripe.Checkout.Session> {
  const { _id, price, title, feeAmount, payoutAccount, returnUrl, expiresAt } = purchase
  const id = String(_id)
  const user = await readFieldsOfOne(UserModel, { _id: purchase.user }, ['email'])
  const metadata = { purchase: id, stage: config().stage }
  const pageAfter = (state: string) => {
    const url = new URL(returnUrl)
    url.searchParams.set('purchase', id)
    url.searchParams.set('checkout', state)
    return url.href
  }
  return reachStripe(stripe =>
    stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: price.currency.toLowerCase(),
              // [81 unconverted] The amount is in minor units here and at Stripe: nothing is worked out.
              unit_amount: price.amount,
              tax_behavior: 'inclusive',
              product_data: { name: title },
            },
          },
        ],
        client_reference_id: id,
        // Stripe copies neither of the two to the other.
        metadata,
        payment_intent_data: {
          metadata,
          // Stripe takes no fee of 0.
          ...(feeAmount > 0 && { application_fee_amount: feeAmount }),
          transfer_data: { destination: payoutAccount },
          transfer_group: id,
        },
        ...(user && { customer_email: user.email }),
        success_url: pageAfter('done'),
        cancel_url: pageAfter('back'),
        expires_at: Math.floor(expiresAt.getTime() / 1_000),
        // In another currency, the amount would not be that of the purchase.
        adaptive_pricing: { enabled: false },
        allow_promotion_codes: false,
        ...(config().payments.automaticTax && {
          automatic_tax: { enabled: true, liability: { type: 'self' } },
        }),
      },
      { idempotencyKey: `purchase:${id}:session` },
    ),
  )
}
