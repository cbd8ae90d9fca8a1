import * as z from 'zod'
import { PAGE_LIMIT } from '#shared/contract/shown.ts'

/** What a client asks for: how many items, and `nextCursor` of the page before. */
export interface PageRequest {
  limit: number
  cursor?: string | undefined
}

/** One page of a list; `nextCursor` is null on the last page. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

// Base64url. A cursor that this API did not make is refused as InvalidCursor, not as a fault of the query.
const CURSOR = '^[A-Za-z0-9_-]*$'
const MAX_CURSOR = 1_000

/** The query of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9][0-9]?$/, `is not a whole number from 1 to ${PAGE_LIMIT.max}`)
    .transform(Number)
    .refine(limit => limit <= PAGE_LIMIT.max, `is over ${PAGE_LIMIT.max}`)
    .default(PAGE_LIMIT.default)
    .meta({
      override: {
        type: 'integer',
        format: 'int32',
        minimum: 1,
        maximum: PAGE_LIMIT.max,
        default: PAGE_LIMIT.default,
      },
      description: 'The largest number of items to return',
      examples: [PAGE_LIMIT.default],
    }),
  cursor: z.string().max(MAX_CURSOR).optional().meta({
    description: '`nextCursor` of the previous page. Leave it out for the first page',
    pattern: CURSOR,
  }),
}

/** The schema of a `Page`. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item).max(PAGE_LIMIT.max),
    nextCursor: z
      .string()
      .meta({ maxLength: MAX_CURSOR, pattern: CURSOR })
      .nullable()
      .meta({
        description: 'Send it as `cursor` to get the next page. null on the last page',
        examples: [null],
      }),
  })
}
