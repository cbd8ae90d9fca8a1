import type { PayoutAccount } from '#domains/payouts/model.ts'
import { noteMail } from '#shared/runtime/mail/outbox.ts'

/** For how long such a mail is worth sending, in milliseconds. */
const WEEK = 7 * 24 * 60 * 60 * 1_000

/** Tells a partner who could be paid before that the account needs attention. */
export async function noteAttention(before: PayoutAccount, after: PayoutAccount): Promise<void> {
  const cannotBePaid = before.status === 'active' && after.status !== 'active'
  const isNewlyDue = after.status === 'active' && isDue(after) && !isDue(before)
  if (cannotBePaid || isNewlyDue) await noteFor(after, 'payoutAccountAttention', after.status)
}

/** Tells a partner that a payout has not arrived. */
export async function notePayoutFailed(account: PayoutAccount, payout: string): Promise<void> {
  await noteFor(account, 'payoutFailed', payout)
}

async function noteFor({ _id }: PayoutAccount, kind: string, about: string): Promise<void> {
  await noteMail({ kind, about, account: _id, role: 'partner', usefulMilliseconds: WEEK }, null)
}

function isDue({ requirements }: PayoutAccount): boolean {
  return requirements.some(({ dueAt }) => dueAt instanceof Date)
}
