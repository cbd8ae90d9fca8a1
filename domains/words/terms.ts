import type { AnyBulkWriteOperation } from 'mongoose'
import { fold } from '#domains/words/fold.ts'
import type { Spelling } from '#domains/words/reel-words.ts'
import { type Term, TermModel } from '#domains/words/term-model.ts'
import { deletionsOf, prefixesOf } from '#domains/words/typing.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

const ATTEMPTS = 3

/**
 * Notes what a reel can be found by, so that it is suggested from when the reel is public. Most of it is known already:
 * what is new is written.
 */
export async function noteTerms(spellings: readonly Spelling[], publicFrom: Date): Promise<void> {
  const ids = spellings.map(({ id }) => id)
  const stored = await readFields(TermModel, { _id: { $in: ids } }, ['tokens', 'publicFrom'])
  const known = new Map(stored.map(term => [term._id, term]))
  const unknown = spellings.filter(({ id, tokens }) => {
    const term = known.get(id)
    return !term || term.publicFrom > publicFrom || tokens.some(token => !term.tokens.includes(token))
  })
  if (unknown.length === 0) return
  const writes = unknown.map(spelling => upsertOf(spelling, publicFrom))
  for (let attempt = 1; ; attempt += 1) {
    try {
      await TermModel.bulkWrite(writes, { ordered: false })
      return
    } catch (error) {
      // Another reel with the same new word was first.
      if (!duplicateKeyFields(error) || attempt === ATTEMPTS) throw error
    }
  }
}

function upsertOf({ id, text, kind, tokens }: Spelling, publicFrom: Date): AnyBulkWriteOperation<Term> {
  const prefixes = kind === 'tag' ? prefixesOf(fold(text)).map(prefix => `#${prefix}`) : prefixesOf(id)
  return {
    updateOne: {
      filter: { _id: id },
      update: {
        $setOnInsert: { text, kind, prefixes, deletions: kind === 'word' ? deletionsOf(id) : [], weight: 0 },
        $addToSet: { tokens: { $each: tokens } },
        $min: { publicFrom },
      },
      upsert: true,
    },
  }
}
