import { reels } from '#domains/reels/collections.ts'
import { type Replaced, type Sought, stored } from '#domains/search/query.ts'
import { terms } from '#domains/words/collections.ts'
import type { Term } from '#domains/words/term-model.ts'
import { deletionsOf, wrongLetters } from '#domains/words/typing.ts'

const MOST_CANDIDATES = 200

/** The nearest word that some reels have, for each word of a query that none has. */
export async function correct(sought: readonly Sought[], now: Date): Promise<Replaced> {
  const meant = await Promise.all(sought.map(one => meantBy(one, now)))
  return new Map(meant.flatMap((word, at) => (word === null ? [] : [[at, word] as const])))
}

async function meantBy({ words: [word], exact, longer }: Sought, now: Date): Promise<string | null> {
  if (!word || word.isPiece) return null
  const deletions = deletionsOf(word.folded)
  if (deletions.length === 0) return null
  const tokens = stored(['1', '2'], [...exact, ...longer])
  const [exists, candidates] = await Promise.all([
    reels().findOne({ words: { $in: tokens }, publishedAt: { $lte: now } }, { projection: { _id: 1 } }),
    terms()
      .find({ deletions: { $in: deletions } })
      .limit(MOST_CANDIDATES)
      .project<Pick<Term, '_id' | 'text' | 'weight' | 'publicFrom'>>({ text: 1, weight: 1, publicFrom: 1 })
      .toArray(),
  ])
  if (exists) return null
  // [97 corrected] A word of a reel that is scheduled would tell of it.
  const shown = candidates.filter(({ publicFrom }) => publicFrom <= now)
  const near = shown.flatMap(({ _id, text, weight }) => {
    const wrong = wrongLetters(word.folded, _id)
    return wrong === null ? [] : [{ _id, text, weight, wrong }]
  })
  near.sort((a, b) => a.wrong - b.wrong || b.weight - a.weight || (a._id < b._id ? -1 : 1))
  return near[0]?.text ?? null
}
