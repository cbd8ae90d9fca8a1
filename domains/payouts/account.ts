import { createHash } from 'node:crypto'
import type { Stripe } from 'stripe'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import { PayoutAccountModel, type PayoutAccount as Stored } from '#domains/payouts/model.ts'
import { noteAttention } from '#domains/payouts/notices.ts'
import type { PayoutAccount } from '#domains/payouts/schemas.ts'
import { requirementsOf, stateOf } from '#domains/payouts/states.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'
import { log } from '#shared/runtime/log.ts'
import { Outage } from '#shared/runtime/outage.ts'
import { reachStripe, stripeRefusal } from '#shared/runtime/stripe.ts'

/** What is asked of Stripe about an account, each time. */
const INCLUDE: Stripe.V2.Core.AccountRetrieveParams.Include[] = ['configuration.recipient', 'requirements']

/** For how long an answer of Stripe is good enough for the page of a partner, in milliseconds. */
const FRESH_MILLISECONDS = 1_000

interface Wanted {
  country: string
  entityType: 'individual' | 'company'
}

/**
 * The account of a partner at Stripe, which is made if there is none.
 * @returns whether it was made now. Refuses if the email address of the partner is not confirmed, or if nobody in this
 *   country can be paid
 * @throws Outage if Stripe does not answer; the next attempt finds what was perhaps made
 */
export async function openPayoutAccount(viewer: Viewer<'partner'>, wanted: Wanted) {
  const partner = await findAccountById('partner', viewer.id)
  if (!partner) return refuse('NotAuthenticated')
  // [64 verified] Money must not go to somebody who has registered with the address of another person.
  if (!partner.view.emailVerified) return refuse('EmailNotVerified')
  if (!config().payments.payoutCountries.includes(wanted.country)) return refuse('CountryNotSupported')
  const noted = await note(viewer.id, wanted)
  if (noted.acct !== null) return { isNew: false, payoutAccount: view(await refreshed(noted)) }
  const askedAt = new Date()
  const made = await make(partner, noted)
  await PayoutAccountModel.updateOne({ _id: noted._id, acct: null }, { $set: { acct: made.id } })
  return { isNew: true, payoutAccount: view(await store({ ...noted, acct: made.id }, made, askedAt)) }
}

/** The account of a partner, as Stripe describes it now. If Stripe does not answer, as it did before. */
export async function readPayoutAccount(partnerId: string): Promise<PayoutAccount> {
  const account = await PayoutAccountModel.findById(partnerId).lean<Stored>()
  return view(account && (await refreshed(account)))
}

/**
 * Asks Stripe what has become of an account, and stores it.
 * @throws Outage if Stripe does not answer
 */
export async function checkAccount(acct: string): Promise<void> {
  const account = await PayoutAccountModel.findOne({ acct }).lean<Stored>()
  // It may be that of another stage, or of a partner who is gone.
  if (account) await ask(account, acct)
}

/** Written down before Stripe is asked, so that an attempt that dies is repeated and not doubled. */
async function note(partnerId: string, wanted: Wanted): Promise<Stored> {
  const now = new Date()
  const first = { status: 'incomplete', checkedAt: now, createdAt: now } as const
  try {
    return await PayoutAccountModel.findOneAndUpdate(
      { _id: partnerId, acct: null },
      { $set: wanted, $setOnInsert: first },
      { upsert: true, returnDocument: 'after' },
    ).lean<Stored>()
  } catch (error) {
    const existing =
      duplicateKeyFields(error) && (await PayoutAccountModel.findById(partnerId).lean<Stored>())
    if (existing) return existing
    throw error
  }
}

/** Several attempts with the same wishes make one account. */
function make({ id, email, name }: StoredAccount, { country, entityType }: Stored) {
  const wishes = createHash('sha256').update(JSON.stringify([country, entityType, email, name]))
  return reachStripe(stripe =>
    stripe.v2.core.accounts.create(
      {
        contact_email: email,
        display_name: name,
        dashboard: 'express',
        identity: { country: country.toLowerCase(), entity_type: entityType },
        configuration: {
          recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
        },
        defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
        metadata: { partner: id, stage: config().stage },
        include: INCLUDE,
      },
      // [55 one-account] Without it, each attempt whose answer is lost would leave an account behind.
      { idempotencyKey: `partner:${id}:account:${wishes.digest('hex').slice(0, 32)}` },
    ),
  )
}

async function refreshed(account: Stored): Promise<Stored> {
  const { acct, checkedAt } = account
  if (acct === null || Date.now() - checkedAt.getTime() < FRESH_MILLISECONDS) return account
  try {
    return await ask(account, acct)
  } catch (error) {
    if (!(error instanceof Outage) && !stripeRefusal(error)) throw error
    log().warn('Stripe does not say what has become of an account', { partnerId: String(account._id), error })
    return account
  }
}

async function ask(account: Stored, acct: string): Promise<Stored> {
  const askedAt = new Date()
  const answer = await reachStripe(stripe => stripe.v2.core.accounts.retrieve(acct, { include: INCLUDE }))
  return store(account, answer, askedAt)
}

/** Stores what Stripe says, unless somebody has asked later and knows better. */
async function store(account: Stored, answer: Stripe.V2.Core.Account, askedAt: Date): Promise<Stored> {
  const { _id } = account
  const status = stateOf(answer, account.activatedAt !== null)
  const activatedAt = account.activatedAt ?? (status === 'active' ? askedAt : null)
  const changes = { status, requirements: requirementsOf(answer), activatedAt, checkedAt: askedAt }
  const before = await inTransaction(async session => {
    const found = await PayoutAccountModel.findOneAndUpdate(
      { _id, checkedAt: { $lte: askedAt } },
      { $set: changes },
      { session },
    ).lean<Stored>()
    // Kept with the partner, because every page of reels reads it.
    if (found) await PartnerModel.updateOne({ _id }, { $set: { payable: status === 'active' } }, { session })
    return found
  })
  // [75 latest] An answer that was overtaken by a later one would let a closed account be paid again.
  if (!before) return (await PayoutAccountModel.findById(_id).lean<Stored>()) ?? account
  const after: Stored = { ...before, ...changes }
  await noteAttention(before, after)
  return after
}

function view(account: Stored | null): PayoutAccount {
  if (!account || account.acct === null) return { status: 'none', country: null, requirements: [] }
  return {
    status: account.status,
    country: account.country,
    requirements: account.requirements.map(({ description, dueAt }) => ({
      description,
      dueAt: dueAt?.toISOString() ?? null,
    })),
  }
}
