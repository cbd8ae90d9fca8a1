import type { ClientSession, Types } from 'mongoose'
import { earningsOf } from '#domains/ledger/earnings.ts'
import { type LedgerEntry, LedgerEntryModel, SaleDayModel } from '#domains/ledger/model.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

type Line = LedgerEntry['lines'][number]

/** What an entry is about. */
export interface Cause {
  purchase: Types.ObjectId
  partner: Types.ObjectId
  reel: Types.ObjectId
}

/** An entry whose lines of each currency add up to zero. Lines of one account and currency become one. */
export function entryOf(
  cause: Cause,
  {
    source,
    kind,
    at,
    lines,
  }: { source: string; kind: LedgerEntry['kind']; at: Date; lines: readonly Line[] },
): LedgerEntry {
  const { purchase, partner, reel } = cause
  const joined = new Map<string, Line>()
  for (const { account, amount, currency } of lines) {
    const key = `${account} ${currency}`
    joined.set(key, { account, currency, amount: (joined.get(key)?.amount ?? 0) + amount })
  }
  const kept = [...joined.values()].filter(({ amount }) => amount !== 0)
  // Money that comes from nowhere is a mistake of this code, and must not be stored.
  for (const { currency } of kept) {
    const sum = kept.reduce((total, each) => total + (each.currency === currency ? each.amount : 0), 0)
    if (sum !== 0) throw new Error(`The lines of ${source}:${kind} in ${currency} add up to ${sum}`)
  }
  return { _id: `${source}:${kind}`, kind, purchase, partner, reel, at, lines: kept }
}

/** Moves an amount from one account to another one. */
export function move(from: string, to: string, amount: number, currency: string): Line[] {
  return [
    { account: from, amount: -amount, currency },
    { account: to, amount, currency },
  ]
}

/** Are all of these stored already? */
export async function arePosted(entries: readonly LedgerEntry[]): Promise<boolean> {
  const wanted = entries.filter(({ lines }) => lines.length > 0).map(({ _id }) => _id)
  return (await LedgerEntryModel.countDocuments({ _id: { $in: wanted } })) === wanted.length
}

/**
 * Stores the entries that are not there yet, moves the days of sale by them, and notes sales for the statistics. Write the purchase in the same
 * transaction first: two that post for one purchase at once are then in each other's way.
 * @returns those that were new
 */
export async function post(entries: readonly LedgerEntry[], session: ClientSession): Promise<LedgerEntry[]> {
  const known = await readFields(
    LedgerEntryModel,
    { _id: { $in: entries.map(({ _id }) => _id) } },
    [],
  ).session(session)
  const isKnown = new Set(known.map(({ _id }) => _id))
  // [58 posted-once] The same movement is heard of many times.
  const added = entries.filter(({ _id, lines }) => !isKnown.has(_id) && lines.length > 0)
  if (added.length === 0) return []
  await LedgerEntryModel.insertMany(added, { session })
  for (const { _id, partner, reel, day, currency, ...earned } of added.flatMap(earningsOf)) {
    await SaleDayModel.updateOne(
      { _id },
      { $setOnInsert: { partner, reel, day, currency }, $inc: earned },
      { upsert: true, session },
    )
  }
  for (const { _id, partner, reel, kind, at } of added) {
    if (kind === 'sale') await noteEvent({ kind: 'sales', reel, partner, at, once: _id }, session)
  }
  return added
}
