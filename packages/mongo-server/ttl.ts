import type { Context } from './commands/context/context.ts'
import { withLocks } from './commands/context/locks.ts'
import { pull, startTurns } from './commands/context/turns.ts'
import { compileFilter } from './language/filters/filter.ts'
import { decode } from './language/values/bson.ts'
import { foundRecords, planFind } from './query/find.ts'

/**
 * Removes documents that have expired by a TTL index: their date, or the earliest of several, is too old. Resolves to
 * their number.
 */
export async function removeExpired(context: Context, now: Date): Promise<number> {
  let removed = 0
  for (const collection of context.server.catalog.collections()) {
    for (const index of collection.indexes) {
      const seconds = index.expireAfterSeconds
      const [path] = index.paths
      if (seconds === undefined || path === undefined) continue
      const limit = new Date(now.getTime() - seconds * 1000)
      const partial = index.partialFilter ?? {}
      const filter = { $and: [{ [path]: { $lt: limit } }, partial] }
      const plan = planFind(context.view, collection, {
        filter,
        // A hidden index still expires documents; only the planner may not use it.
        hint: index.hidden ? undefined : index.name,
        collation: index.collation,
      })
      const expired = compileFilter(filter, { collation: index.collation })
      const rids: number[] = []
      await pull(context, foundRecords(context.view, plan), found => rids.push(found.rid) > 0)
      const endTurn = startTurns(context)
      for (const rid of rids) {
        await endTurn()
        await withLocks(context, () => {
          const bytes = collection.dropped ? undefined : context.view.document(collection, rid)
          const document = bytes && decode(bytes)
          // It may have been renewed since it was found.
          if (!document || !expired(document)) return
          context.writer.remove(collection, rid, document)
          removed++
        })
      }
    }
  }
  return removed
}
