import mongoose, { type Types } from 'mongoose'
import { releaseClaim } from '#domains/entitlements/changing.ts'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { noteCommand } from '#domains/purchases/noted-commands.ts'
import { endedUnpaid } from '#domains/purchases/statuses.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

/**
 * Closes the open checkouts of a reel, which must be off sale already. Stripe is told within a minute; what is paid until
 * then is bought.
 */
export async function closeCheckoutsOfReel(reel: Types.ObjectId): Promise<void> {
  const claims = await EntitlementModel.find({ reel, state: 'claimed' }).lean()
  for (const { user, livePurchase } of claims) {
    if (!livePurchase) continue
    const purchase = await PurchaseModel.findById(livePurchase).lean<Purchase>()
    // [78 dead-claim] The request that has claimed it has died, or finds out that the reel is gone. Nobody else would
    // release the claim, and it would hold the files.
    if (!purchase || endedUnpaid(purchase.status)) {
      await releaseClaim({ user: String(user), reel: String(reel), purchase: String(livePurchase) })
      continue
    }
    await close(purchase)
  }
}

/** The same for a user who is deleting the account. What is paid until then is given back. */
export async function closeCheckoutsOfUser(userId: string): Promise<void> {
  const user = new mongoose.Types.ObjectId(userId)
  const open = await PurchaseModel.find({ user, status: 'open' }).lean<Purchase[]>()
  for (const purchase of open) await close(purchase)
}

/** Notes that a checkout is to be closed. */
async function close({ _id }: Purchase): Promise<void> {
  await inTransaction(async session => {
    const asked = await PurchaseModel.findOneAndUpdate(
      { _id, status: 'open' },
      { $set: { cancelAsked: true, checkAt: new Date() } },
      { session, returnDocument: 'after' },
    ).lean<Purchase>()
    if (asked?.session) await noteCommand(asked, expiryOf(asked, asked.session.id), session)
  })
}

/** The command that closes a checkout. */
export function expiryOf({ _id }: Pick<Purchase, '_id'>, object: string) {
  return { id: `${String(_id)}:expire:${object}`, what: 'expire', object, amount: null, fee: null } as const
}
