import { type AggregationCursor, type Document, ObjectId } from 'mongodb'
import type { Position } from '#shared/contract/paginate.ts'

/** How many documents are looked at for one page at most. */
export const BUDGET = 1_000
/** How many are looked at first: most pages are full by then. */
const FIRST_STEP = 100

/** Part of a result: documents in the order of one range of an index. */
export interface Part<Field extends string = string> {
  /** What the index is bounded by: few documents, in the order of the list. */
  bound: Record<string, unknown>
  /** What each of them must have besides. */
  rest: readonly Record<string, unknown>[]
  sortedBy: Field
}

/** Where to begin, how many documents to give, and how many to look at. */
export interface Aim {
  position: Position | null
  wanted: number
  budget: number
}

export interface Scanned<Item> {
  items: Item[]
  /** Where to go on; null at the end of this part. */
  next: Position | null
  looked: number
}

interface Aggregated {
  aggregate<Result extends Document>(pipeline: Document[]): AggregationCursor<Result>
}

/** A stage that leaves something out of each document, or reads something with it. */
type Shaping = { $project: Document } | { $lookup: Document }

interface Step<Item> {
  found: Item[]
  /** How many documents were looked at, and the last of them; empty at the end. */
  reached: { count: number; id: unknown; at: Date }[]
}

type Listed<Field extends string> = { [Name in Field]: Date | null } & { _id: unknown }

/**
 * Reads the next documents of a part. However few of them have the rest, no more are looked at than the budget allows:
 * what was not reached comes with the next page.
 */
export async function scan<Field extends string, Item extends Listed<Field>>(
  collection: Aggregated,
  part: Part<Field>,
  { position, wanted, budget }: Aim,
  shaping: readonly Shaping[],
): Promise<Scanned<Item>> {
  if (part.rest.length === 0) return scanAll(collection, part, { position, wanted, budget }, shaping)
  const items: Item[] = []
  let [from, looked] = [position, 0]
  const left = () => budget - looked - 1
  for (let depth = Math.min(FIRST_STEP, left()); depth > 0; depth = Math.min(3 * depth, left())) {
    const missing = wanted - items.length
    const { found, reached } = await step<Item>(collection, part, from, depth, missing + 1, shaping)
    items.push(...found.slice(0, missing))
    const [{ count, id, at } = { count: 0, id: null, at: new Date(0) }] = reached
    // The document before is in the range as well.
    looked += count + 1
    if (found.length > missing) return { items, next: positionOf(part, items.at(-1)), looked }
    if (count < depth) return { items, next: null, looked }
    from = { at, id: String(id) }
  }
  return { items, next: from, looked }
}

/** Every document of the range belongs to the part. */
async function scanAll<Field extends string, Item extends Listed<Field>>(
  collection: Aggregated,
  part: Part<Field>,
  { position, wanted }: Aim,
  shaping: readonly Shaping[],
): Promise<Scanned<Item>> {
  const found = await collection
    .aggregate<Item>([...rangeOf(part, position, wanted + 1), ...shaping])
    .toArray()
  const items = found.slice(0, wanted)
  const next = found.length > wanted ? positionOf(part, items.at(-1)) : null
  return { items, next, looked: found.length }
}

async function step<Item>(
  collection: Aggregated,
  part: Part,
  from: Position | null,
  depth: number,
  atMost: number,
  shaping: readonly Shaping[],
): Promise<Step<Item>> {
  const found = [...part.rest.map(condition => ({ $match: condition })), { $limit: atMost }, ...shaping]
  const last = { count: { $sum: 1 }, id: { $last: '$_id' }, at: { $last: `$${part.sortedBy}` } }
  const facet = { $facet: { found, reached: [{ $group: { _id: null, ...last } }] } }
  const [done] = await collection.aggregate<Step<Item>>([...rangeOf(part, from, depth), facet]).toArray()
  return done ?? { found: [], reached: [] }
}

/** One range of the index serves this, whatever else is asked of the documents. */
function rangeOf({ bound, sortedBy }: Part, from: Position | null, limit: number): Document[] {
  // [98 keyset] Reels of the same millisecond are told apart by their ids.
  const after = from && {
    [sortedBy]: { $lte: from.at },
    $or: [{ [sortedBy]: { $lt: from.at } }, { _id: { $lt: new ObjectId(from.id) } }],
  }
  return [{ $match: { ...bound, ...after } }, { $sort: { [sortedBy]: -1, _id: -1 } }, { $limit: limit }]
}

function positionOf<Field extends string>(
  { sortedBy }: Part<Field>,
  last: Listed<Field> | undefined,
): Position | null {
  const at = last?.[sortedBy]
  return at ? { at, id: String(last?._id) } : null
}
