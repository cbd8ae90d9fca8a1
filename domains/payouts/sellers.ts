import mongoose from 'mongoose'
import { config } from '#shared/runtime/config.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/**
 * Which of these partners have an account that Stripe pays to: only their reels are for sale. One query, by `_id`.
 * @returns the ids of those that do; none on a stage without payments
 */
export async function canBePaid(partnerIds: readonly string[]): Promise<Set<string>> {
  if (!config().payments.enabled || partnerIds.length === 0) return new Set()
  const ids = [...new Set(partnerIds)].map(id => new mongoose.Types.ObjectId(id))
  // A feed of free reels does not wait for this model.
  const { PayoutAccountModel } = await import('#domains/payouts/model.ts')
  const found = await readFields(PayoutAccountModel, { _id: { $in: ids }, status: 'active' }, [])
  return new Set(found.map(({ _id }) => String(_id)))
}
