import type { Types } from 'mongoose'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { config } from '#shared/runtime/config.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** The account of a partner at Stripe, which a sale pays to. Null if it cannot be paid now. */
export async function activeAccountOf(partnerId: string): Promise<string | null> {
  if (!config().payments.enabled) return null
  const account = await PayoutAccountModel.findOne({ _id: partnerId, status: 'active' }, { acct: 1 }).lean()
  return account?.acct ?? null
}

/** Which of these partners have an account that Stripe pays to. */
export async function activeAmong(partnerIds: readonly Types.ObjectId[]): Promise<Set<string>> {
  const found = await readFields(PayoutAccountModel, { _id: { $in: partnerIds }, status: 'active' }, [])
  return new Set(found.map(({ _id }) => String(_id)))
}

/** The id of the account of a partner at Stripe; null if there is none. */
export async function acctOf(partnerId: string): Promise<string | null> {
  const account = await PayoutAccountModel.findById(partnerId, { acct: 1 }).lean()
  return account?.acct ?? null
}

/** Forgets the account of a partner. At Stripe it stays: what it has there belongs to the partner. */
export async function forgetPayoutAccount(partnerId: string): Promise<void> {
  await PayoutAccountModel.deleteOne({ _id: partnerId })
}
