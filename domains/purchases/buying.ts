import { setTimeout as pause } from 'node:timers/promises'
import mongoose from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { claimRight, releaseClaim } from '#domains/entitlements/changing.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { isSoldIn, shareOf } from '#domains/money/selling.ts'
import { activeAccountOf } from '#domains/payouts/payable.ts'
import { CHECKOUT_MILLISECONDS, closeCheckout, openCheckout } from '#domains/purchases/checkout.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { nextCheck } from '#domains/purchases/schedule.ts'
import { rightOf } from '#domains/purchases/settle.ts'
import { wasPaid } from '#domains/purchases/statuses.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import { readReel } from '#domains/reels/stored-reels.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Caller, Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { Outage } from '#shared/runtime/outage.ts'

/** How long a request waits for another one that is opening the same checkout, in milliseconds. */
const PATIENCE = 9_000
const PAUSE = 60
/** A request that has claimed a reel stores the purchase next. After so long, that request has died. */
const ABANDONED = 1_500

export interface Order {
  reelId: string
  /** What the buyer saw. */
  price: { amount: number; currency: string }
  returnUrl: string
  termsVersion: string
}

/**
 * Begins to buy a reel, or goes on: one purchase of a reel is under way for a user, however many ask for it at once.
 * @param newId the id of the purchase, if there is none yet
 * @throws Outage if Stripe does not answer
 */
export async function buy(user: Viewer<'user'>, order: Order, newId: string, caller: Caller) {
  const startedAt = performance.now()
  const waited = () => performance.now() - startedAt
  while (waited() < PATIENCE) {
    const offer = await readOffer(order)
    if (isRefusal(offer)) return offer
    const result = await goOn({ user, order, offer, id: newId, caller }, waited() > ABANDONED)
    if (result) return result
    await pause(PAUSE)
  }
  throw new Outage('payments', new Error('Another request is opening the checkout'))
}

interface Offer {
  reel: ReadReel
  payoutAccount: string
  brandName: string
}

/** What is for sale, and to whom it is paid. */
async function readOffer({ reelId, price, termsVersion }: Order) {
  const reel = await readReel({ _id: reelId, ...publicAt(new Date()) })
  if (!reel) return refuse('ReelNotFound')
  const [payoutAccount, partner] = await Promise.all([
    activeAccountOf(String(reel.partner)),
    readFieldsOfOne(PartnerModel, { _id: reel.partner }, ['brandName']),
  ])
  if (!partner) return refuse('ReelNotFound')
  // [54 for-sale] Nobody is sent to a checkout that cannot be paid out.
  if (!payoutAccount || !isSoldIn(reel.price)) return refuse('NotForSale')
  // [54 terms] A buyer agrees to what was shown.
  if (termsVersion !== config().payments.termsVersion) return refuse('TermsChanged')
  const { amount, currency } = reel.price
  // [50 price] What was seen is what is paid.
  if (price.amount !== amount || price.currency !== currency) {
    return refuse('PriceChanged', { detail: `The price is now ${amount} ${currency}, in minor units.` })
  }
  return { reel, payoutAccount, brandName: partner.brandName }
}

interface Buying {
  user: Viewer<'user'>
  order: Order
  offer: Offer
  /** Of the purchase. */
  id: string
  caller: Caller
}

/** One step towards an open checkout. Null if it must be looked at again. */
async function goOn(buying: Buying, hasWaited: boolean) {
  const { user, order, offer, id } = buying
  const claim = await claimRight({ user: user.id, reel: order.reelId, purchase: id })
  const { state, livePurchase } = claim
  if (state === 'active' || state === 'suspended') return refuse('AlreadyOwned')
  // The account was deleted meanwhile.
  if (state !== 'claimed' || !livePurchase) return refuse('ReelNotFound')
  const live = await PurchaseModel.findById(livePurchase).lean<Purchase>()
  // [56 claimed-only] A request that has claimed it may have died before it stored the purchase: it is helped on.
  if (!live) {
    if (claim.isMine) return begin(buying)
    return hasWaited ? openNoted({ ...buying, id: livePurchase }, false) : null
  }
  if (live.status === 'processing') return { purchase: live, isNew: false }
  if (wasPaid(live.status)) return refuse('AlreadyOwned')
  if (live.status !== 'open') {
    await releaseClaim(rightOf(live))
    return null
  }
  const { price } = offer.reel
  const isSame = live.price.amount === price.amount && live.price.currency === price.currency
  if (isSame && live.expiresAt > new Date()) {
    // Others may have helped on the purchase that this request began.
    return live.session ? { purchase: live, isNew: claim.isMine } : opened(live._id, claim.isMine)
  }
  // [52 expired-first] Two open checkouts of one reel could both be paid.
  await closeCheckout(live)
  return null
}

async function begin(buying: Buying) {
  const { user, order, id, caller } = buying
  const counted = await countAttempt(
    // [84 per-account] Anyone who tries out stolen cards opens many checkouts.
    { limit: LIMITS.checkouts, key: user.id },
    // [84 per-address] And has many accounts.
    { limit: LIMITS.checkoutsFromAddress, key: caller.network },
  )
  if (isRefusal(counted)) {
    await releaseClaim({ user: user.id, reel: order.reelId, purchase: id })
    return counted
  }
  return openNoted(buying, true)
}

/** A request that helps another one is not counted again: only one checkout is opened. */
async function openNoted({ user, order, offer, id }: Buying, isNew: boolean) {
  // If nothing is heard of Stripe any more, this is what the sweep goes on with.
  await note(user, order, offer, id)
  // Deleting an account or a reel closes the purchases that it finds; this one may have come after.
  const isThere = await Promise.all([
    ReelModel.exists({ _id: order.reelId, ...publicAt(new Date()) }),
    UserModel.exists({ _id: user.id }),
  ])
  if (isThere.includes(null)) {
    const purchase = await PurchaseModel.findById(id).lean<Purchase>()
    if (purchase) await closeCheckout(purchase)
    return refuse('ReelNotFound')
  }
  return opened(id, isNew)
}

async function opened(id: Purchase['_id'] | string, isNew: boolean) {
  const purchase = await openCheckout(id)
  if (purchase === null || isRefusal(purchase)) return purchase
  return purchase.status === 'open' ? { purchase, isNew } : null
}

async function note(user: Viewer<'user'>, order: Order, offer: Offer, id: string): Promise<void> {
  const { reel, payoutAccount, brandName } = offer
  const { feeBasisPoints } = config().payments
  const now = new Date()
  const expiresAt = new Date(now.getTime() + CHECKOUT_MILLISECONDS)
  const { _id, ...purchase } = new PurchaseModel({
    _id: id,
    user: new mongoose.Types.ObjectId(user.id),
    reel: reel._id,
    partner: reel.partner,
    price: { amount: reel.price.amount, currency: reel.price.currency },
    // [50 fee] Copied, like everything that a sale keeps.
    feeAmount: shareOf(reel.price.amount, feeBasisPoints),
    feeBasisPoints,
    payoutAccount,
    title: reel.title,
    brandName,
    status: 'open',
    returnUrl: order.returnUrl,
    expiresAt,
    termsVersion: order.termsVersion,
    checkAt: nextCheck({ status: 'open', expiresAt, refunds: [] }, now),
    createdAt: now,
    updatedAt: now,
  }).toObject()
  await PurchaseModel.updateOne({ _id }, { $setOnInsert: purchase }, { upsert: true })
}
