import mongoose from 'mongoose'
import { type Purchase, PurchaseModel, type PurchaseStatus } from '#domains/purchases/model.ts'
import { viewPurchase } from '#domains/purchases/view.ts'
import type { PageRequest } from '#shared/contract/page.ts'
import { paginate } from '#shared/contract/paginate.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A purchase of this user. Others' do not exist. */
export async function findOwnPurchase(purchaseId: string, user: Viewer<'user'>) {
  // [63 own] Like one that does not exist: an id tells nothing.
  const purchase = await PurchaseModel.findOne({ _id: purchaseId, user: user.id }).lean<Purchase>()
  return purchase ?? refuse('PurchaseNotFound')
}

/** The purchases of a user, newest first. */
export async function listPurchases(
  user: Viewer<'user'>,
  status: PurchaseStatus | undefined,
  request: PageRequest,
) {
  const own = { user: new mongoose.Types.ObjectId(user.id) }
  const filter = status ? { ...own, status } : own
  const page = await paginate({ name: 'purchases', filter, sortedBy: 'createdAt' }, request, range =>
    PurchaseModel.find(range.filter).sort(range.sort).limit(range.limit).lean<Purchase[]>(),
  )
  return isRefusal(page) ? page : { ...page, items: page.items.map(viewPurchase) }
}
