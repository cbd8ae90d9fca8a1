import { checkAccount } from '#domains/payouts/account.ts'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { notePayoutFailed } from '#domains/payouts/notices.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'

/** An event of Stripe about the account of a partner. It says only when to look. */
interface AccountEvent {
  type: string
  /** The account that it is about, `acct_…`. */
  account: string | null
  /** The id of the object that it is about. */
  object: string | null
}

const ABOUT_ACCOUNTS = /^(v2\.core\.account(\[|\.)|account\.|capability\.)/

/**
 * Does what an event about an account or a payout asks for; ignores every other one.
 * @throws Outage if Stripe does not answer: then the event must be handled again
 */
export async function handlePayoutEvent({ type, account, object }: AccountEvent): Promise<void> {
  if (account === null) return
  if (ABOUT_ACCOUNTS.test(type)) await checkAccount(account)
  if (type === 'payout.failed') await tellOfFailure(account, object ?? '')
}

async function tellOfFailure(acct: string, payout: string): Promise<void> {
  const account = await PayoutAccountModel.findOne({ acct }).lean()
  if (!account) return
  // An alarm is set on it: the bank has sent the money back, and the partner waits for it.
  count('PayoutsFailed')
  log().error('A payout has failed', { partnerId: String(account._id), payout })
  await notePayoutFailed(account, payout)
}

const DAY = 24 * 60 * 60 * 1_000

/** Asks Stripe about accounts that were not checked for a day: an event may have been lost. */
export async function checkOldAccounts(now: Date, atMost: number) {
  const old = await PayoutAccountModel.find(
    { checkedAt: { $lte: new Date(now.getTime() - DAY) } },
    { acct: 1 },
  )
    .sort({ checkedAt: 1 })
    .limit(atMost)
    .lean()
  let checked = 0
  for (const { _id, acct } of old) {
    if (acct === null) {
      // Making it has failed, and nobody has tried again.
      await PayoutAccountModel.updateOne({ _id, acct: null }, { $set: { checkedAt: now } })
      continue
    }
    try {
      await checkAccount(acct)
      checked += 1
    } catch (error) {
      log().warn('An account could not be checked', { partnerId: String(_id), error })
    }
  }
  return { checked, left: old.length - checked }
}
