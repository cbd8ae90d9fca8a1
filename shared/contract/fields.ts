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

/** A day of UTC. */
export const Day = z.iso
  .date('is not a date such as 2026-11-22')
  .meta({ id: 'Day', description: 'A day of UTC', examples: ['2026-11-22'], minLength: 10, maxLength: 10 })

interface TextLimits {
  min?: number
  max: number
}

// Both are in the document, whose readers may match without the Unicode flag. The second half of each is what makes
// the text after it run in the other direction: Hebrew and Arabic do not need it.
const ONE_LINE = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$'
const LINES =
  '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]*$'

// The Braille blank is a symbol without a dot, and noncharacters have no glyph.
const VISIBLE =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u2800]/u

/** One line that people read. Lengths count code points, as zod and JSON Schema do. */
export function text(limits: TextLimits) {
  return readable(limits, new RegExp(ONE_LINE, 'u'), 'has line breaks, control or direction characters')
}

/** Like `text`, with tabs and line breaks. */
export function lines(limits: TextLimits) {
  return readable(limits, new RegExp(LINES, 'u'), 'has control or direction characters')
}

function readable({ min = 0, max }: TextLimits, pattern: RegExp, unless: string) {
  const schema = z
    .string()
    // [26 longest] Every text has a limit.
    .max(max, `has more than ${max} characters`)
    // [126 characters] They hide, break or turn around what is shown next to them.
    .regex(pattern, unless)
    // [26 surrogates] The database would store U+FFFD instead.
    .refine(value => value.isWellFormed(), 'has half a surrogate pair')
  if (min === 0) return schema
  return (
    schema
      .min(min, min === 1 ? 'is empty' : `has fewer than ${min} characters`)
      // [126 visible] A link without any letter cannot be clicked, and nobody knows whose it is.
      .refine(value => VISIBLE.test(value), 'has only white space or invisible characters')
  )
}

/** Text in an answer. Its length is not checked: one document changed by hand must not break a whole page. */
export function shownText(max: number) {
  return z.string().meta({ maxLength: max, pattern: PRINTABLE })
}

/** A web address in an answer. */
export const WebAddress = z.url().meta({ maxLength: 2_048 })

/** The pattern of a text that is not refused for its characters. */
export const ANY_TEXT = '^[\\s\\S]*$'

/** A whole number in an answer that is never negative: a count, a size. */
export const Count = z.int32().min(0).meta({ format: 'int32' })
