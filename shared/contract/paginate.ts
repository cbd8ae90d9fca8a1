import mongoose, { type Types } from 'mongoose'
import { decodeCursor, encodeCursor, type Position } from '#shared/contract/cursors.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'

/** A list of documents, newest first: sorted by a time and then by `_id`, both descending. */
export interface List<Field extends string = string> {
  /** What it is a list of. Together with the filter and the field it tells its cursors from those of others. */
  name: string
  filter: Readonly<Record<string, unknown>>
  sortedBy: Field
}

/** What to read for one page, on an index that serves filter and sort: `{ …filter, sortedBy: -1, _id: -1 }`. */
export interface Range {
  filter: Record<string, unknown>
  sort: Record<string, -1>
  limit: number
}

type Listed<Field extends string> = { _id: Types.ObjectId } & { [Name in Field]: Date | null }

/**
 * Reads one page of a list by keyset, so that nothing is skipped or repeated while others write.
 * @returns InvalidCursor if this API did not make the cursor, or made it for another list
 */
export async function paginate<Field extends string, Item extends Listed<Field>>(
  list: List<Field>,
  { limit, cursor }: PageRequest,
  read: (range: Range) => PromiseLike<Item[]>,
): Promise<Page<Item> | Refusal<'InvalidCursor'>> {
  const name = nameOf(list)
  const position = cursor === undefined ? null : decodeCursor(name, cursor)
  if (isRefusal(position)) return position
  const found = await read({
    filter: { ...list.filter, ...after(list.sortedBy, position) },
    sort: { [list.sortedBy]: -1, _id: -1 },
    // One more than is shown tells whether there is another page.
    limit: limit + 1,
  })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const at = last?.[list.sortedBy]
  const hasMore = found.length > limit && last && at
  return { items, nextCursor: hasMore ? encodeCursor(name, { at, id: String(last._id) }) : null }
}

/** The name that cursors of a list are signed with: it differs if anything about the list does. */
export function nameOf({ name, filter, sortedBy }: List): string {
  return JSON.stringify([name, filter, sortedBy])
}

/** The filter for what comes after a position. One index range serves it. */
function after(field: string, position: Position | null): Record<string, unknown> {
  if (!position) return {}
  return {
    [field]: { $lte: position.at },
    $or: [{ [field]: { $lt: position.at } }, { _id: { $lt: new mongoose.Types.ObjectId(position.id) } }],
  }
}
