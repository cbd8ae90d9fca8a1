import type { Stripe } from 'stripe'
import { PLATFORM } from '#domains/ledger/earnings.ts'
import { type LedgerEntry, LedgerEntryModel } from '#domains/ledger/model.ts'
import { bringUpToDate } from '#domains/purchases/checkout.ts'
import { idOf } from '#domains/purchases/facts.ts'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { reachStripe } from '#domains/purchases/reaching-stripe.ts'
import { config } from '#shared/runtime/config.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'

const PAGE = 100
/** How far back is looked. The job runs each day, so each movement is compared twice or more. */
const DAYS = 3
/** What has happened just now may be on its way still, in seconds. */
const SETTLED_SECONDS = 10 * 60

/** What the platform's balance at Stripe is moved by because of purchases. Payouts and the like are not in the ledger. */
const COMPARED = new Set([
  'charge',
  'payment',
  'refund',
  'payment_refund',
  'refund_failure',
  'payment_failure_refund',
  'transfer',
  'transfer_refund',
  'application_fee',
  'application_fee_refund',
  'adjustment',
])

/**
 * Compares what has moved the platform's balance at Stripe with the ledger. What is missing is settled first; what differs
 * all the same is counted and logged, and somebody has to look.
 * @throws Outage if Stripe does not answer
 */
export async function reconcile(now: Date, deadline: number) {
  const seconds = Math.floor(now.getTime() / 1_000)
  const created = { gte: seconds - DAYS * 24 * 60 * 60, lte: seconds - SETTLED_SECONDS }
  const done = { compared: 0, differences: 0 }
  let after: string | undefined
  while (Date.now() < deadline) {
    const page = await reachStripe(stripe =>
      stripe.balanceTransactions.list({
        created,
        limit: PAGE,
        expand: ['data.source'],
        ...(after !== undefined && { starting_after: after }),
      }),
    )
    const movements = page.data.filter(({ type }) => COMPARED.has(type))
    const differing = await differingOf(movements)
    const left = differing.length === 0 ? [] : await settleAndCompare(differing)
    for (const movement of left) report(movement)
    done.compared += movements.length
    done.differences += left.length
    after = page.data.at(-1)?.id
    if (!page.has_more || after === undefined) break
  }
  return done
}

type Movement = Stripe.BalanceTransaction

async function settleAndCompare(movements: readonly Movement[]): Promise<Movement[]> {
  const ours: Movement[] = []
  for (const movement of movements) {
    const purchase = await purchaseOf(movement)
    // Somebody else may use the same account at Stripe.
    if (!purchase || !(await bringUpToDate(purchase))) continue
    ours.push(movement)
  }
  return differingOf(ours)
}

/** The movements that the ledger does not have, or has otherwise. */
async function differingOf(movements: readonly Movement[]): Promise<Movement[]> {
  const entries = await LedgerEntryModel.find({ _id: { $in: movements.flatMap(entriesOf) } }).lean<
    LedgerEntry[]
  >()
  const moved = new Map(entries.map(entry => [entry._id, entry.lines]))
  return movements.filter(movement => {
    const lines = entriesOf(movement).flatMap(id => moved.get(id) ?? [])
    const currency = movement.currency.toUpperCase()
    const ours = lines.filter(line => line.account === PLATFORM && line.currency === currency)
    return ours.reduce((sum, { amount }) => sum + amount, 0) !== movement.net
  })
}

/** The entries of the ledger that one movement of the platform's balance is split into. */
function entriesOf({ id, type, source }: Movement): string[] {
  const object = idOf(source) ?? ''
  switch (type) {
    case 'charge':
    case 'payment':
      return [`${object}:sale`, `${object}:stripe_fee`]
    case 'refund':
    case 'payment_refund':
      return [`${object}:refund`]
    case 'refund_failure':
    case 'payment_failure_refund':
      return [`${object}:refund_failed`]
    case 'transfer':
      return [`${object}:share`, `${object}:return`, `${object}:fee`]
    case 'transfer_refund':
      return [`${object}:reversal`, `${object}:fee_refund`]
    case 'application_fee':
      return [`${object}:fee`]
    case 'application_fee_refund':
      return [`${object}:fee_refund`]
    default:
      return [`${id}:dispute`, `${id}:dispute_won`, `${id}:dispute_fee`]
  }
}

/** The purchase that a movement belongs to; null if it is none of this stage. */
async function purchaseOf({ source }: Movement): Promise<string | null> {
  if (typeof source !== 'object' || source === null) return null
  switch (source.object) {
    case 'charge':
      return ofMetadata(source.metadata)
    case 'refund':
    case 'dispute':
      return ofCharge(idOf(source.charge))
    case 'application_fee':
      return ofCharge(idOf(source.originating_transaction))
    case 'transfer':
      return ofTransfer(source.id)
    case 'transfer_reversal':
      return ofTransfer(idOf(source.transfer))
    default:
      return null
  }
}

async function ofCharge(id: string | null): Promise<string | null> {
  if (id === null) return null
  const charge = await reachStripe(stripe => stripe.charges.retrieve(id))
  return ofMetadata(charge.metadata)
}

async function ofTransfer(id: string | null): Promise<string | null> {
  if (id === null) return null
  const { transfer_group: group } = await reachStripe(stripe => stripe.transfers.retrieve(id))
  return group !== null && /^[0-9a-f]{24}$/.test(group) && (await PurchaseModel.exists({ _id: group }))
    ? group
    : null
}

function ofMetadata(metadata: Stripe.Metadata): string | null {
  return metadata['stage'] === config().stage ? (metadata['purchase'] ?? null) : null
}

function report({ id, type, net, currency, source }: Movement): void {
  count('LedgerDifferences')
  log().error('The ledger differs from the balance at Stripe', {
    transaction: id,
    type,
    net,
    currency,
    source: idOf(source),
  })
}
