import type { CommandStartedEvent, Document, MongoClient } from 'mongodb'
import { explainable, explainedQueries } from '#local/explained.ts'

/** What the queries of one call examined and returned, as `explain` reports it. */
export interface Examined {
  keys: number
  documents: number
  returned: number
}

const READS = new Set(['find', 'aggregate'])

/** The queries of one call, including those that hydrate the results. */
export async function examinedBy(client: MongoClient, call: () => Promise<unknown>): Promise<Examined> {
  const reads: Document[] = []
  const note = (event: CommandStartedEvent) => {
    if (READS.has(event.commandName)) reads.push(event.command)
  }
  client.on('commandStarted', note)
  await call()
  client.off('commandStarted', note)
  const sum = { keys: 0, documents: 0, returned: 0 }
  for (const command of reads) {
    const explain = explainable(command)
    const plan = await client.db().command({ explain, verbosity: 'executionStats' })
    for (const { keys, documents, returned } of explainedQueries(plan)) {
      sum.keys += keys
      sum.documents += documents
      sum.returned += returned
    }
  }
  return sum
}
