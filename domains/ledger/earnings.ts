import type { LedgerEntry, SaleDay } from '#domains/ledger/model.ts'

/** The lines of what buyers paid and got back are those of this account. */
export const BUYER = 'buyer'
export const PLATFORM = 'platform'
export const STRIPE = 'stripe'

export function partnerAccount(partner: LedgerEntry['partner']): string {
  return `partner:${String(partner)}`
}

/** How an entry moves the day of sale that it belongs to: one for each currency of its lines. */
export function earningsOf(entry: LedgerEntry): SaleDay[] {
  const { partner, reel, at, lines } = entry
  const day = at.toISOString().slice(0, 10)
  const ofPartner = partnerAccount(partner)
  const earned = new Map<string, SaleDay>()
  for (const { account, amount, currency } of lines) {
    if (account !== BUYER && account !== ofPartner) continue
    const _id = `${String(partner)}:${String(reel)}:${day}:${currency}`
    const sum = earned.get(currency) ?? { _id, partner, reel, day, currency, ...NOTHING }
    earned.set(
      currency,
      account === BUYER ? addBuyer(sum, entry.kind, amount) : addPartner(sum, entry, amount),
    )
  }
  return [...earned.values()]
}

/** What a day of sale adds up. */
export const EARNED = ['sales', 'gross', 'refunded', 'disputed', 'fees', 'net'] as const
const NOTHING = { sales: 0, gross: 0, refunded: 0, disputed: 0, fees: 0, net: 0 }

function addBuyer(sum: SaleDay, kind: LedgerEntry['kind'], amount: number): SaleDay {
  switch (kind) {
    case 'sale':
      return { ...sum, sales: sum.sales + 1, gross: sum.gross - amount }
    case 'refund':
    case 'refund_failed':
      return { ...sum, refunded: sum.refunded + amount }
    case 'dispute':
    case 'dispute_won':
      return { ...sum, disputed: sum.disputed + amount }
    default:
      return sum
  }
}

function addPartner(sum: SaleDay, { kind }: LedgerEntry, amount: number): SaleDay {
  const isFee = kind === 'fee' || kind === 'fee_refund'
  return { ...sum, net: sum.net + amount, fees: isFee ? sum.fees - amount : sum.fees }
}
