import { randomInt } from 'node:crypto'

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTHS: Record<string, number> = { cs_test: 58, evt_test: 40 }

/** A new id such as `ch_3mQp…`, as long as those of Stripe. */
export function newId(prefix: string): string {
  const length = LENGTHS[prefix] ?? 24
  return `${prefix}_${Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
}
