import mongoose, { type Types } from 'mongoose'
import { forgetEmailLinks } from '#domains/accounts/email-links.ts'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { forgetResetTokens } from '#domains/accounts/password-resets.ts'
import { removeAccount } from '#domains/accounts/stored-accounts.ts'
import { type AccountDeletion, AccountDeletionModel } from '#domains/deletion/model.ts'
import { deleteReel } from '#domains/deletion/reels.ts'
import { endRightsOfUser } from '#domains/entitlements/changing.ts'
import { removeFollowers, takeBackFollows } from '#domains/follows/following.ts'
import { forgetPayoutAccount } from '#domains/payouts/payable.ts'
import { closeCheckoutsOfUser } from '#domains/purchases/closing.ts'
import { takeBackReactions } from '#domains/reactions/reacting.ts'
import { WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { forgetStatisticsOf } from '#domains/statistics/forgetting.ts'
import { forgetActivitiesOf } from '#domains/trends/activity.ts'
import { forgetPlaysOf } from '#domains/views/forgetting.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { forgetIdempotencyKeys } from '#shared/runtime/idempotency-keys.ts'
import { forgetMails } from '#shared/runtime/mail/outbox.ts'
import { endSessions } from '#shared/sessions/ending.ts'

/** How long the request itself works on a deletion before it leaves the rest to the job, in milliseconds. */
const PATIENCE_MILLISECONDS = 8_000
const BATCH = 50
/** One command removes them. */
const FOLLOWERS_BATCH = 1_000

/** Deletes an account and all that belongs to it. It is written down first, so the job can finish it. */
export async function deleteAccount(role: Role, id: string, now: Date): Promise<void> {
  const partner = role === 'partner' ? await readFieldsOfOne(PartnerModel, { _id: id }, ['brandName']) : null
  const brandName = partner?.brandName ?? null
  await AccountDeletionModel.updateOne(
    { _id: id },
    { $setOnInsert: { role, brandName, askedAt: now } },
    { upsert: true },
  )
  await finish(
    { _id: new mongoose.Types.ObjectId(id), role, brandName },
    now.getTime() + PATIENCE_MILLISECONDS,
  )
}

/** Finishes deletions that were left undone, until `deadline` (milliseconds since the epoch). */
export async function finishDueDeletions(deadline: number): Promise<{ finished: number; left: number }> {
  const deletions = await AccountDeletionModel.find().sort({ askedAt: 1 }).limit(BATCH).lean()
  let finished = 0
  for (const deletion of deletions) if (await finish(deletion, deadline)) finished += 1
  return { finished, left: deletions.length - finished }
}

async function finish(deletion: Pick<AccountDeletion, '_id' | 'role' | 'brandName'>, deadline: number) {
  const { _id, role, brandName } = deletion
  const id = String(_id)
  await removeAccount(role, id)
  if (role === 'partner') await forgetPayoutAccount(id)
  await Promise.all([
    // [17 deleted] A session of an account that is gone could still be refreshed.
    endSessions(id),
    // [128 reset-links] A link that nobody can use any more would still say that there was an account.
    forgetResetTokens(id),
    // [128 email-links] Their documents hold the address.
    forgetEmailLinks(id),
    // [128 outbox] Notes of mails that wait hold the address, too.
    forgetMails(id),
    // [128 answers] They show its reels and its brand.
    forgetIdempotencyKeys(id),
  ])
  for (;;) {
    if (Date.now() >= deadline) return false
    const more = role === 'user' ? await takeBackFrom(id) : await deleteSomeOf(_id, brandName)
    if (!more) break
  }
  // [128 activities] After the last like that was on its way.
  await forgetActivitiesOf(_id)
  await (role === 'user' ? forgetPlaysOf(_id) : forgetStatisticsOf(_id))
  await AccountDeletionModel.deleteOne({ _id })
  return true
}

/** Whether there may be more. */
async function takeBackFrom(user: string): Promise<boolean> {
  // [77 checkouts] What is paid after this is given back.
  await closeCheckoutsOfUser(user)
  const hasReactions = await takeBackReactions(user, BATCH)
  const hasFollows = await takeBackFollows(user, BATCH)
  const hasRights = await endRightsOfUser(user, new Date(), BATCH)
  return hasReactions || hasFollows || hasRights
}

async function deleteSomeOf(partner: Types.ObjectId, brandName: string | null): Promise<boolean> {
  const hasFollowers = await removeFollowers(partner, FOLLOWERS_BATCH)
  const hasReels = await deleteSomeReels(partner, brandName)
  return hasFollowers || hasReels
}

async function deleteSomeReels(partner: Types.ObjectId, brandName: string | null): Promise<boolean> {
  // Those that buyers still play are kept for them.
  const reels = await ReelModel.find({ partner, status: { $ne: 'withdrawn' } }, WITHOUT_FEEDS)
    .limit(BATCH)
    .lean<ReadReel[]>()
  for (const reel of reels) await deleteReel(reel, brandName)
  return reels.length > 0
}
