import mongoose from 'mongoose'
import { type SaleDay, SaleDayModel } from '#domains/ledger/model.ts'
import type { SaleStatistics } from '#domains/sales/schemas.ts'
import type { Days } from '#shared/contract/days.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

const SUMMED = ['sales', 'gross', 'refunded', 'disputed', 'fees', 'net'] as const

/**
 * What a partner has sold in a period, by day or by reel, in the order of the keys and then of the currencies. Each
 * currency has rows of its own: sums of different currencies are never added.
 */
export async function readStatistics(
  partnerId: string,
  { from, to }: Days,
  by: 'day' | 'reel',
): Promise<SaleStatistics[]> {
  const partner = new mongoose.Types.ObjectId(partnerId)
  const days = await readFields(SaleDayModel, { partner, day: { $gte: from, $lte: to } }, [
    'reel',
    'day',
    'currency',
    ...SUMMED,
  ])
  const rows = new Map<string, SaleStatistics>()
  for (const day of days) {
    const key = by === 'day' ? day.day : String(day.reel)
    const id = `${key} ${day.currency}`
    rows.set(id, sum(rows.get(id) ?? emptyRow(key, day.currency), day))
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function emptyRow(key: string, currency: string): SaleStatistics {
  return { key, currency, sales: 0, gross: 0, refunded: 0, disputed: 0, fees: 0, net: 0 }
}

function sum(row: SaleStatistics, day: Pick<SaleDay, (typeof SUMMED)[number]>): SaleStatistics {
  const summed = { ...row }
  for (const field of SUMMED) summed[field] += day[field]
  return summed
}
