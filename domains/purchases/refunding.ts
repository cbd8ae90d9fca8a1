import { suspendRight } from '#domains/entitlements/changing.ts'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import { entitlementId } from '#domains/entitlements/rights.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { noteCommand } from '#domains/purchases/noted-commands.ts'
import { REFUND_DAYS } from '#domains/purchases/refund-days.ts'
import { nextCheck } from '#domains/purchases/schedule.ts'
import { change, refundOf, rightOf, settle } from '#domains/purchases/settle.ts'
import { isActive } from '#domains/purchases/statuses.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'
import { log } from '#shared/runtime/log.ts'
import { Outage } from '#shared/runtime/outage.ts'

const DAY = 24 * 60 * 60 * 1_000

export const REFUND_REASONS = ['changed_mind', 'not_as_described', 'duplicate', 'other'] as const

export interface RefundWish {
  reason: (typeof REFUND_REASONS)[number]
  note?: string | undefined
}

const ATTEMPTS = 3

/**
 * Gives the buyer the money back, as the buyer within 14 days, or as the partner. It is noted first; if Stripe does not
 * answer, it is refunded later.
 */
export async function refundPurchase(purchaseId: string, viewer: Viewer, wish: RefundWish) {
  for (let attempt = 1; ; attempt += 1) {
    const purchase = await PurchaseModel.findById(purchaseId).lean<Purchase>()
    const by = viewer.role === 'user' ? 'buyer' : 'partner'
    // [71 theirs] Anyone else than the buyer and the partner does not learn that it exists.
    const isTheirs = purchase && String(by === 'buyer' ? purchase.user : purchase.partner) === viewer.id
    if (!isTheirs) return refuse('PurchaseNotFound')
    const refused = await whyNot(purchase, by)
    if (isRefusal(refused)) return refused
    const asked = await ask(purchase, by, wish)
    if (asked) return carryOut(asked)
    // Somebody else has asked for it at the same time.
    if (attempt === ATTEMPTS) return refuse('AlreadyRefunded')
  }
}

/** Null if it can be refunded. */
async function whyNot(purchase: Purchase, by: 'buyer' | 'partner') {
  const { status, disputes, paid } = purchase
  const notAllowed = (detail: string) => refuse('RefundNotAllowed', { detail })
  // [71 disputed] The bank is giving the money back already.
  if (disputes.some(each => isActive(each.status) || each.status === 'lost')) return refuse('Disputed')
  if (status === 'refunding' || status === 'refunded') return refuse('AlreadyRefunded')
  if (status !== 'paid' || !paid) return notAllowed('The purchase is not paid.')
  const days = (Date.now() - paid.at.getTime()) / DAY
  if (days > REFUND_DAYS[by]) return notAllowed(`It was paid more than ${REFUND_DAYS[by]} days ago.`)
  if (by === 'buyer' && (await hasWatchedHalf(purchase))) {
    return notAllowed('Half of the reel or more has been watched.')
  }
  return null
}

async function hasWatchedHalf({ user, reel }: Purchase): Promise<boolean> {
  const [right, sold] = await Promise.all([
    readFieldsOfOne(EntitlementModel, { _id: entitlementId(String(user), reel) }, ['watched']),
    readFieldsOfOne(ReelModel, { _id: reel }, ['video']),
  ])
  const duration = sold?.video?.durationSeconds ?? 0
  return duration > 0 && (right?.watched.seconds ?? 0) * 2 >= duration
}

/** Null if the purchase has changed since it was read. */
async function ask(purchase: Purchase, by: 'buyer' | 'partner', { reason, note }: RefundWish) {
  const { refund, command } = refundOf(purchase, by, reason, note ?? null)
  return inTransaction(async session => {
    const checkAt = nextCheck({ ...purchase, status: 'refunding' }, new Date())
    // A dispute that came meanwhile, or another refund, has changed it.
    const changed = await change(purchase, { status: 'refunding', refund, checkAt }, session)
    if (!changed) return null
    await suspendRight(rightOf(purchase), 'refunding', session)
    await noteCommand(purchase, command, session)
    return changed
  })
}

async function carryOut(purchase: Purchase): Promise<Purchase> {
  try {
    return (await settle(purchase._id)) ?? purchase
  } catch (error) {
    if (!(error instanceof Outage)) throw error
    // It is noted, so it will be refunded.
    log().warn('A refund waits for Stripe', { purchaseId: String(purchase._id) })
    return purchase
  }
}
