import { isDeepStrictEqual } from 'node:util'
import type { ClientSession } from 'mongoose'
import {
  endRight,
  grantRight,
  type RightOf,
  releaseClaim,
  suspendRight,
} from '#domains/entitlements/changing.ts'
import { arePosted, post } from '#domains/ledger/posting.ts'
import { nextReceiptNumber } from '#domains/money/receipt-numbers.ts'
import { expiryOf } from '#domains/purchases/closing.ts'
import { carryOutCommandsOf } from '#domains/purchases/commands.ts'
import { debtsOf } from '#domains/purchases/debts.ts'
import { type Facts, idOf, type OpenedPurchase, readFacts } from '#domains/purchases/facts.ts'
import { faultOf } from '#domains/purchases/faults.ts'
import { ledgerEntries, timeOf } from '#domains/purchases/ledger-entries.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { commandsOf, type NewCommand, noteCommand } from '#domains/purchases/noted-commands.ts'
import { type Outcome, paidOutcome, unpaidStatus } from '#domains/purchases/outcome.ts'
import { noteSaleMails } from '#domains/purchases/sale-mails.ts'
import { nextCheck } from '#domains/purchases/schedule.ts'
import { endedUnpaid, wasPaid } from '#domains/purchases/statuses.ts'
import type { StripeCommand } from '#domains/purchases/stripe-command-model.ts'
import { config } from '#shared/runtime/config.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'

const ATTEMPTS = 6
/** Paid, and no right to play after this long: an alarm is set on it. */
const LATE_MILLISECONDS = 5 * 60 * 1_000

/**
 * Makes a purchase what Stripe says that it is: its status, the right to play, the ledger, and what we owe Stripe. Called
 * by events, by the page that the buyer returns to, and by the sweep; safe to call at any time and many times at once.
 * @returns the purchase afterwards, or null if there is none
 * @throws Outage if Stripe or the database does not answer; then nothing has changed
 */
export async function settle(purchaseId: Purchase['_id'] | string): Promise<Purchase | null> {
  for (let attempt = 1; ; attempt += 1) {
    const purchase = await PurchaseModel.findById(purchaseId).lean<Purchase>()
    if (!purchase || !isOpened(purchase)) return purchase
    const facts = await readFacts(purchase)
    const settled = await store(purchase, facts)
    // Somebody else has settled it meanwhile, perhaps by what Stripe said later.
    if (!settled && attempt < ATTEMPTS) continue
    if (!settled) return PurchaseModel.findById(purchaseId).lean<Purchase>()
    const wereDone = await carryOutCommandsOf(settled._id)
    if (!wereDone || attempt >= ATTEMPTS) return settled
  }
}

function isOpened(purchase: Purchase): purchase is OpenedPurchase {
  return purchase.session !== null
}

/** Null if the purchase has changed since it was read. */
async function store(purchase: OpenedPurchase, facts: Facts): Promise<Purchase | null> {
  const fault = faultOf(purchase, facts, config().stripe.isLive)
  if (fault) return hold(purchase, fault)
  if (facts.charge) return storePaid(purchase, facts, facts.charge)
  return storeUnpaid(purchase, facts)
}

/** What does not fit is not believed: no right is given, and a person has to look. */
async function hold(purchase: Purchase, fault: string): Promise<Purchase | null> {
  count('PaymentsHeld')
  log().error('A payment does not fit its purchase', { purchaseId: String(purchase._id), fault })
  return change(purchase, { held: fault, checkAt: nextCheck(purchase, new Date()) })
}

async function storeUnpaid(purchase: OpenedPurchase, facts: Facts): Promise<Purchase | null> {
  // An answer of Stripe that is older than what is known.
  const status = wasPaid(purchase.status) ? purchase.status : unpaidStatus(purchase, facts)
  const paymentIntent = facts.payment?.id ?? purchase.paymentIntent
  const checkAt = nextCheck({ ...purchase, status }, new Date())
  if (status === purchase.status && paymentIntent === purchase.paymentIntent) {
    return checkLater(purchase, checkAt)
  }
  return inTransaction(async session => {
    const changed = await change(purchase, { status, paymentIntent, checkAt, held: null }, session)
    if (!changed) return null
    if (endedUnpaid(status)) await releaseClaim(rightOf(purchase), session)
    return changed
  })
}

type Charge = NonNullable<Facts['charge']>

async function storePaid(purchase: OpenedPurchase, facts: Facts, charge: Charge): Promise<Purchase | null> {
  const commands = await commandsOf(purchase._id)
  const outcome = paidOutcome(purchase, facts, commands)
  const entries = ledgerEntries(purchase, facts)
  const debts = debtsOf(purchase, facts).filter(({ id }) => !commands.some(({ _id }) => _id === id))
  const now = new Date()
  const isComplete = facts.balanceTransaction !== null
  if (debts.length === 0 && isKnown(purchase, outcome) && (await arePosted(entries))) {
    return checkLater(purchase, nextCheck(purchase, now, isComplete))
  }
  const paid = purchase.paid ?? {
    amount: charge.amount,
    tax: facts.session.total_details?.amount_tax ?? 0,
    at: timeOf(charge),
  }
  const paymentIntent = facts.payment?.id ?? null
  const settled = await inTransaction(async session => {
    // This comes first: of several that settle one purchase at once, one goes on.
    const claimed = await change(purchase, { paid, paymentIntent }, session)
    if (!claimed) return null
    const decided = await decideRight(
      { ...claimed, ...outcome, status: purchase.status },
      outcome,
      commands,
      session,
    )
    const { status, refund, held } = decided
    for (const debt of [...debts, ...decided.debts]) await noteCommand(purchase, debt, session)
    await post(entries, session)
    const changed = await change(
      claimed,
      {
        ...outcome,
        status,
        refund,
        held,
        soldAt: paid.at,
        charge: charge.id,
        transfer: facts.transfer?.id ?? null,
        applicationFee: idOf(facts.applicationFee),
        checkAt: nextCheck({ ...purchase, ...outcome, status }, now, isComplete),
        // Last, because every sale waits for the one document that the numbers are counted in.
        receiptNumber: purchase.receiptNumber ?? (await nextReceiptNumber(session)),
      },
      session,
    )
    if (changed) await noteSaleMails(purchase, changed, session)
    return changed
  })
  if (settled && purchase.paid === null) noteSale(settled, now)
  return settled
}

/** Has Stripe said nothing new? */
function isKnown(purchase: Purchase, outcome: Outcome): boolean {
  const { status, refund, refundedAmount, refunds, disputes } = purchase
  const known: Outcome = { status, refund, refundedAmount, refunds, disputes }
  return purchase.receiptNumber !== null && purchase.held === null && isDeepStrictEqual(known, outcome)
}

/** Asks Stripe again at this time. */
async function checkLater(purchase: Purchase, checkAt: Date | null): Promise<Purchase> {
  await PurchaseModel.updateOne({ _id: purchase._id, version: purchase.version }, { $set: { checkAt } })
  return { ...purchase, checkAt }
}

interface Decision {
  status: Purchase['status']
  refund: Purchase['refund']
  held: string | null
  debts: NewCommand[]
}

/** Gives, suspends or ends the right to play, as the status of a purchase that was paid says. */
async function decideRight(
  purchase: Purchase,
  { status, refund }: Outcome,
  commands: readonly StripeCommand[],
  session: ClientSession,
): Promise<Decision> {
  const decision: Decision = { status, refund, held: null, debts: [] }
  // What was paid twice never gives a right, whatever becomes of its refund.
  if (refund?.by === 'platform')
    return refund.status === 'failed' ? refundAgain(purchase, commands) : decision
  const right = rightOf(purchase)
  const isNew = !wasPaid(purchase.status)
  // Of one that is refunded or disputed already when we hear of it, the claim becomes a right first.
  if (isNew || status === 'paid') {
    const grant = await grantRight(right, purchase.paid?.at ?? new Date(), session)
    if (grant.granted && grant.displaced !== null) await closeDisplaced(grant.displaced, session)
    // The account is gone, and what it had paid for before stays paid.
    const isRefused = !grant.granted && (grant.why === 'owned' || isNew)
    // [52 second-payment] It has bought nothing, so all of it goes back.
    if (isRefused && status === 'paid') return refundDuplicate(purchase, decision)
  }
  if (status === 'refunding' || status === 'disputed') await suspendRight(right, status, session)
  if (status === 'refunded' || status === 'lost') await endRight(right, status, new Date(), session)
  return decision
}

function refundDuplicate(purchase: Purchase, decision: Decision): Decision {
  const { refund, command } = refundOf(purchase, 'platform', 'duplicate')
  return { ...decision, status: 'refunding', refund, debts: [command] }
}

const REFUND_ATTEMPTS = 3

function refundAgain(purchase: Purchase, commands: readonly StripeCommand[]): Decision {
  const decision: Decision = { status: 'paid', refund: purchase.refund, held: null, debts: [] }
  const attempts = commands.filter(({ what }) => what === 'refund').length
  if (attempts < REFUND_ATTEMPTS) return refundDuplicate(purchase, decision)
  count('PaymentsHeld')
  log().error('A second payment cannot be refunded', { purchaseId: String(purchase._id) })
  return { ...decision, held: 'refund failed' }
}

/** Another checkout for the same reel was open, and this purchase was paid: nobody may pay that one, too. */
async function closeDisplaced(purchaseId: string, session: ClientSession): Promise<void> {
  const displaced = await PurchaseModel.findOneAndUpdate(
    { _id: purchaseId, status: 'open' },
    { $set: { cancelAsked: true, checkAt: new Date() } },
    { session, returnDocument: 'after' },
  ).lean<Purchase>()
  if (displaced?.session) await noteCommand(displaced, expiryOf(displaced, displaced.session.id), session)
}

/** What is stored of a refund that somebody asks for, of all that has not gone back yet, and the command to Stripe. */
export function refundOf(
  purchase: Purchase,
  by: NonNullable<Purchase['refund']>['by'],
  reason: string,
  note: string | null = null,
) {
  const at = new Date()
  const amount = (purchase.paid?.amount ?? purchase.price.amount) - purchase.refundedAmount
  const refund = { status: 'pending', amount, reason, note, by, at } as const
  const command: NewCommand = {
    // Each attempt has its own key: after one has failed, another one may be made.
    id: `${String(purchase._id)}:refund:${at.getTime()}`,
    what: 'refund',
    object: purchase.paymentIntent ?? '',
    amount,
    fee: purchase.feeAmount,
    // After a dispute was won, the partner's part is in another transfer.
    reverses: !purchase.disputes.some(({ status }) => status === 'won'),
  }
  return { refund, command }
}

/** @returns null if the purchase is not as it was read any more */
export function change(
  { _id, version }: Pick<Purchase, '_id' | 'version'>,
  changes: Partial<Purchase>,
  session: ClientSession | null = null,
): Promise<Purchase | null> {
  return PurchaseModel.findOneAndUpdate(
    { _id, version },
    { $set: { ...changes, updatedAt: new Date() }, $inc: { version: 1 } },
    { session, returnDocument: 'after' },
  ).lean<Purchase>()
}

export function rightOf({ _id, user, reel }: Purchase): RightOf {
  return { user: String(user), reel: String(reel), purchase: String(_id) }
}

function noteSale({ _id, status, paid }: Purchase, now: Date): void {
  count('Sales')
  const waited = paid ? now.getTime() - paid.at.getTime() : 0
  if (waited <= LATE_MILLISECONDS) return
  count('PaidWithoutRight')
  log().error('A purchase was paid long before it was settled', { purchaseId: String(_id), status, waited })
}
