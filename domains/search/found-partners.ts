import { partners } from '#domains/accounts/collections.ts'
import type { Partner } from '#domains/accounts/partner-model.ts'
import { BUDGET, type Part, scan } from '#domains/search/scanning.ts'
import { brandWordsAskedFor } from '#domains/words/brand-words.ts'
import { fold } from '#domains/words/fold.ts'
import type { Position } from '#shared/contract/paginate.ts'

/** Partners whose brand has every word of a query, newest first; those that are named exactly so come first. */
export async function findPartners(
  q: string,
  wanted: number,
  position: Position | null = null,
): Promise<{ items: Partner[]; next: Position | null }> {
  const part = partnersWith(q)
  if (!part) return { items: [], next: null }
  const aim = { position, wanted, budget: BUDGET }
  const found = await scan<'createdAt', Partner>(partners(), part, aim, [{ $project: { words: 0 } }])
  return { ...found, items: exactFirst(found.items, q) }
}

function partnersWith(q: string): Part<'createdAt'> | null {
  // The longest word is what the fewest brands have.
  const [first, ...others] = brandWordsAskedFor(q).toSorted((a, b) => lengthOf(b) - lengthOf(a))
  if (!first) return null
  const rest = others.map(words => ({ words: { $in: words } }))
  return { bound: { words: { $in: first } }, rest, sortedBy: 'createdAt' }
}

function lengthOf(words: readonly string[]): number {
  return Math.max(...words.map(word => word.length))
}

function exactFirst(found: readonly Partner[], q: string): Partner[] {
  const typed = fold(q.trim())
  const isExact = ({ brandName }: Partner) => fold(brandName) === typed
  return [...found.filter(isExact), ...found.filter(partner => !isExact(partner))]
}
