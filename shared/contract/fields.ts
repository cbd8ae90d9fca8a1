import * as z from 'zod'
import { PRINTABLE } from '#shared/contract/shown.ts'

/** 24 hex characters. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{24}$/i, 'is not an id (24 hex characters)')
  .toLowerCase()
  .meta({
    id: 'Id',
    description: '24 hex characters',
    examples: ['6750a1b2c3d4e5f60718293a'],
    minLength: 24,
    maxLength: 24,
  })

/** RFC 3339 in UTC, with milliseconds: what `Date.toISOString` gives. */
export const Timestamp = z.iso.datetime().meta({
  id: 'Timestamp',
  description: 'RFC 3339, UTC',
  examples: ['2026-11-22T18:00:00.000Z'],
  minLength: 24,
  maxLength: 24,
})

/** Text that people read. Lengths count code points, as zod and JSON Schema do. */
export function text(limits: { min?: number; max: number }) {
  const min = limits.min ?? 0
  const schema = z
    .string()
    // [26 longest] Every text has a limit.
    .max(limits.max, `has more than ${limits.max} characters`)
    .regex(new RegExp(PRINTABLE, 'u'), 'has control characters')
    // [26 surrogates] The database would store U+FFFD instead.
    .refine(value => value.isWellFormed(), 'has half a surrogate pair')
  if (min === 0) return schema
  return schema
    .min(min, min === 1 ? 'is empty' : `has fewer than ${min} characters`)
    .refine(value => value.trim() !== '', 'has only white space')
}

/** Text in an answer. Its length is not checked: one document changed by hand must not break a whole page. */
export function shownText(max: number) {
  return z.string().meta({ maxLength: max, pattern: PRINTABLE })
}

/** A web address in an answer. */
export const WebAddress = z.url().meta({ maxLength: 2_048 })

/** A whole number in an answer that is never negative: a count, a size. */
export const Count = z.int32().min(0).meta({ format: 'int32' })
