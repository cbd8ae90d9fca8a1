import * as z from 'zod'

/** 24 hex characters. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{24}$/i, 'is not an id (24 hex characters)')
  .toLowerCase()
  .meta({ id: 'Id', description: '24 hex characters', examples: ['6750a1b2c3d4e5f60718293a'] })

/** RFC 3339 in UTC, with milliseconds: what `Date.toISOString` gives. */
export const Timestamp = z.iso
  .datetime()
  .meta({ id: 'Timestamp', description: 'RFC 3339, UTC', examples: ['2026-11-22T18:00:00.000Z'] })

// Every control character but tab and line breaks.
const CONTROL = /[^\P{Cc}\t\n\r]/u

/**
 * Text that people read: no control characters but tab and line breaks, no lone surrogates, and not only
 * white space where it must not be empty. Lengths count UTF-16 code units, as `String.length` does.
 */
export function text(limits: { min?: number; max: number }) {
  const min = limits.min ?? 0
  const schema = z
    .string()
    .max(limits.max, `has more than ${limits.max} characters`)
    .refine(value => !CONTROL.test(value), 'has control characters')
    .refine(value => value.isWellFormed(), 'has half a surrogate pair')
  if (min === 0) return schema
  return schema
    .min(min, min === 1 ? 'is empty' : `has fewer than ${min} characters`)
    .refine(value => value.trim() !== '', 'has only white space')
}

export const PAGE_LIMIT = { default: 20, max: 50 }

/** The query of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9][0-9]?$/, `is not a whole number from 1 to ${PAGE_LIMIT.max}`)
    .transform(Number)
    .refine(limit => limit <= PAGE_LIMIT.max, `is over ${PAGE_LIMIT.max}`)
    .default(PAGE_LIMIT.default)
    .meta({
      override: { type: 'integer', minimum: 1, maximum: PAGE_LIMIT.max, default: PAGE_LIMIT.default },
      description: 'How many items at most',
    }),
  cursor: z.string().max(1_000).optional().meta({ description: '`nextCursor` of the page before' }),
}

/** One page of a list; `nextCursor` is null on the last. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item).max(PAGE_LIMIT.max),
    nextCursor: z.string().nullable().meta({ description: 'For the next page; null where this is the last' }),
  })
}
