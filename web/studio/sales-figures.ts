import type { Operations } from '#client'

/** What was sold on a day in one currency. */
export type SaleDay = Operations['getSaleStatistics']['output']['items'][number]

const DAY = 24 * 60 * 60 * 1_000

export interface Period {
  /** Days of UTC, both included, such as `2026-11-22`. */
  from: string
  to: string
}

/** The period that ends today and has this many days. */
export function lastDays(days: number, now = Date.now()): Period {
  return { from: dayOf(now - (days - 1) * DAY), to: dayOf(now) }
}

/** The currencies that something was sold in, the one with the most sales first. */
export function currenciesOf(days: readonly SaleDay[]): string[] {
  const sales = new Map<string, number>()
  for (const { currency, sales: count } of days) sales.set(currency, (sales.get(currency) ?? 0) + count)
  return [...sales].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([currency]) => currency)
}

export type Figures = Omit<SaleDay, 'key' | 'currency'>

const NOTHING: Figures = { sales: 0, gross: 0, refunded: 0, disputed: 0, fees: 0, net: 0 }

/** Every day of the period in one currency. Days without a sale have zeros. */
export function everyDay(days: readonly SaleDay[], currency: string, { from, to }: Period): SaleDay[] {
  const known = new Map(days.filter(day => day.currency === currency).map(day => [day.key, day]))
  const all: SaleDay[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) {
    const key = dayOf(at)
    all.push(known.get(key) ?? { key, currency, ...NOTHING })
  }
  return all
}

/** The sums over some days in one currency. */
export function sumOf(days: readonly SaleDay[]): Figures {
  const sum = { ...NOTHING }
  for (const day of days) {
    sum.sales += day.sales
    sum.gross += day.gross
    sum.refunded += day.refunded
    sum.disputed += day.disputed
    sum.fees += day.fees
    sum.net += day.net
  }
  return sum
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
