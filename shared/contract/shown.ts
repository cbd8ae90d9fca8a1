import * as z from 'zod/mini'

// No control character but tab and line breaks. Not `\P{Cc}`: it is in the document too, whose readers may match
// without the Unicode flag.
export const PRINTABLE = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$'

export const PAGE_LIMIT = { default: 20, max: 50 }

/** `shownText` in zod/mini, for functions without a database. */
export function plainText(max: number) {
  return z.string().check(z.meta({ maxLength: max, pattern: PRINTABLE }))
}
