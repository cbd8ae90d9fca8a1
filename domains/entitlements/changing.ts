import mongoose, { type ClientSession, type QueryFilter } from 'mongoose'
import { type Entitlement, EntitlementModel } from '#domains/entitlements/model.ts'
import { entitlementId } from '#domains/entitlements/rights.ts'

// Each of these is one conditional write and safe to repeat. With a session they are part of its transaction.

/** A user, a reel, and the purchase that the change is about: 24 hex characters each. */
export interface RightOf {
  user: string
  reel: string
  purchase: string
}

export interface Claim {
  /** True if this purchase has the claim, now or since before. */
  isMine: boolean
  state: Entitlement['state']
  /** The purchase that has it, or that gave the right. */
  livePurchase: string | null
}

/**
 * Lets a purchase begin, unless another one is under way or the reel is owned. Read the reel **after** this: if it was
 * deleted in between, release the claim.
 */
export async function claimRight(right: RightOf, session?: ClientSession): Promise<Claim> {
  await ensureExists(right, session)
  // [51 one-claim] Of many purchases at once, only one finds the right unclaimed.
  const free: QueryFilter<Entitlement> = { _id: idOf(right), state: { $in: ['none', 'ended'] } }
  const claimed = { state: 'claimed', livePurchase: objectId(right.purchase) } as const
  await EntitlementModel.updateOne(
    { ...free, reason: { $ne: ACCOUNT_DELETED } },
    { $set: claimed },
    within(session),
  )
  const { state, livePurchase } = await read(right, session)
  return {
    isMine: state === 'claimed' && String(livePurchase) === right.purchase,
    state,
    livePurchase: livePurchase && String(livePurchase),
  }
}

/** Gives the claim of a purchase back that was not paid: another one may begin. Gives whether it had the claim. */
export async function releaseClaim(right: RightOf, session?: ClientSession): Promise<boolean> {
  const { modifiedCount } = await EntitlementModel.updateOne(
    { _id: idOf(right), state: 'claimed', livePurchase: objectId(right.purchase) },
    [{ $set: { state: { $cond: [{ $eq: ['$purchase', null] }, 'none', 'ended'] }, livePurchase: null } }],
    { ...within(session), updatePipeline: true },
  )
  return modifiedCount === 1
}

/** What became of a grant. If it was refused, the payment must be given back. */
export type Grant =
  /** `displaced` is another purchase whose claim this one has taken: its checkout must be closed. */
  | { granted: true; displaced: string | null }
  /** `by`: the purchase that gave the right that exists. */
  | { granted: false; why: 'owned'; by: string }
  | { granted: false; why: 'accountDeleted' }

/**
 * Lets the user play the reel, because this purchase is paid: for the first time, or again after a refund failed or a
 * dispute was won.
 * @param paidAt the same each time for one purchase: the library is in this order
 */
export async function grantRight(right: RightOf, paidAt: Date, session?: ClientSession): Promise<Grant> {
  await ensureExists(right, session)
  const purchase = objectId(right.purchase)
  const before = await EntitlementModel.findOneAndUpdate(
    {
      _id: idOf(right),
      // The account is gone; what is paid late is given back.
      reason: { $ne: ACCOUNT_DELETED },
      // A right that another purchase gave is never replaced: the second payment goes back.
      $or: [{ state: { $in: ['none', 'claimed', 'ended'] } }, { purchase }],
    },
    {
      $set: {
        state: 'active',
        livePurchase: purchase,
        purchase,
        grantedAt: paidAt,
        endedAt: null,
        reason: null,
      },
    },
    { ...within(session), returnDocument: 'before' },
  ).lean<Entitlement>()
  if (before) {
    const other = before.state === 'claimed' ? before.livePurchase : null
    return { granted: true, displaced: other && !other.equals(purchase) ? String(other) : null }
  }
  const { reason, purchase: by } = await read(right, session)
  if (reason === ACCOUNT_DELETED) return { granted: false, why: 'accountDeleted' }
  return { granted: false, why: 'owned', by: String(by) }
}

/** Takes the right away while a refund or a dispute is undecided. Gives whether this purchase had given it. */
export async function suspendRight(
  right: RightOf,
  reason: string,
  session?: ClientSession,
): Promise<boolean> {
  return changeGiven(right, ['active', 'suspended'], { state: 'suspended', reason }, session)
}

/** Ends the right for good: its purchase was refunded in full, or its dispute lost. */
export async function endRight(
  right: RightOf,
  reason: string,
  at: Date,
  session?: ClientSession,
): Promise<boolean> {
  const ended = { state: 'ended', livePurchase: null, reason, endedAt: at } as const
  return changeGiven(right, ['active', 'suspended'], ended, session)
}

/** Ends some of the rights of a user who has deleted the account, for good. Gives whether there may be more. */
export async function endRightsOfUser(user: string, at: Date, atMost: number): Promise<boolean> {
  const left = { user: objectId(user), reason: { $ne: ACCOUNT_DELETED } }
  const found = await EntitlementModel.find(left, { _id: 1 }).limit(atMost).lean<{ _id: string }[]>()
  const ended = { state: 'ended', livePurchase: null, reason: ACCOUNT_DELETED, endedAt: at } as const
  await EntitlementModel.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, { $set: ended })
  return found.length > 0
}

const ACCOUNT_DELETED = 'accountDeleted'

/** Only the purchase that gave a right takes it away. */
async function changeGiven(
  right: RightOf,
  from: Entitlement['state'][],
  changes: Partial<Entitlement>,
  session?: ClientSession,
): Promise<boolean> {
  const given = { _id: idOf(right), purchase: objectId(right.purchase), state: { $in: from } }
  const { matchedCount } = await EntitlementModel.updateOne(given, { $set: changes }, within(session))
  return matchedCount === 1
}

async function ensureExists(right: RightOf, session: ClientSession | undefined): Promise<void> {
  const blank = new EntitlementModel({ _id: idOf(right), user: right.user, reel: right.reel }).toObject()
  const { _id, ...fields } = blank
  await EntitlementModel.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true, ...within(session) })
}

async function read(right: RightOf, session: ClientSession | undefined): Promise<Entitlement> {
  const found = await EntitlementModel.findById(idOf(right), null, within(session)).lean<Entitlement>()
  if (!found) throw new Error('An entitlement is gone while it is being changed')
  return found
}

function idOf({ user, reel }: RightOf): string {
  return entitlementId(user, reel)
}

function objectId(hex: string) {
  return new mongoose.Types.ObjectId(hex)
}

function within(session: ClientSession | undefined): { session?: ClientSession } {
  return session ? { session } : {}
}
