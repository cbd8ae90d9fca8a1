import { formatMoney, type Money } from '#client'
import { limits } from '../api/limits.ts'

/**
 * `Free`, or the price as the reader writes money. A price is only `Paid` until the currencies of the API have been
 * read, and if its currency is not one of them.
 */
export function priceText(price: Money): string {
  if (price.amount === 0) return 'Free'
  return formatMoney(price, limits.value?.reel.currencies ?? [], navigator.language) ?? 'Paid'
}

/** An amount of money as the reader writes it, zero and below zero included. Dots until the currencies have been read. */
export function moneyText(money: Money): string {
  const text = formatMoney(money, limits.value?.reel.currencies ?? [], navigator.language)
  return text ?? '…'
}

/** Shortens large counts: 1204 is `1.2K`. */
export function countText(count: number): string {
  return new Intl.NumberFormat(navigator.language, { notation: 'compact', maximumFractionDigits: 1 }).format(
    count,
  )
}

/** A count with its word: `1 view`, `1.2K views`. */
export function countOf(count: number, word: string): string {
  return `${countText(count)} ${word}${count === 1 ? '' : 's'}`
}

/** A size in kilobytes or megabytes of 1,000, as phones and file managers show it. */
export function sizeText(bytes: number): string {
  const [unit, divisor] =
    bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
  const format = new Intl.NumberFormat(navigator.language, { style: 'unit', unit, maximumFractionDigits: 1 })
  return format.format(bytes / divisor)
}

export function dateText(time: string): string {
  return new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium' }).format(new Date(time))
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** A time as `5 minutes ago`; after a month as a date. */
export function timeAgoText(time: string): string {
  const seconds = (Date.now() - Date.parse(time)) / 1_000
  if (seconds > 30 * 86_400) return dateText(time)
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? (['minute', 60] as const)
  const format = new Intl.RelativeTimeFormat(navigator.language, { numeric: 'auto' })
  return format.format(-Math.floor(seconds / length), unit)
}

/** A hue for an id, from 0 to 359. It colours what has no picture. */
export function hueOf(id: string): number {
  // Ids from the same moment differ only in their last digits. The golden angle moves their hues far apart.
  return (Number.parseInt(id.slice(-6), 16) * 137) % 360
}
