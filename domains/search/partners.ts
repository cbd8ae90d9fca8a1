import type * as z from 'zod'
import { type Partner, PartnerModel } from '#domains/accounts/partner-model.ts'
import type { PublicPartner } from '#domains/accounts/schemas.ts'
import { viewPartners } from '#domains/feed/partners.ts'
import { decodePlace, encodePlace } from '#domains/search/cursors.ts'
import { BUDGET, type Part, scan } from '#domains/search/scanning.ts'
import { brandWordsAskedFor } from '#domains/words/brand-words.ts'
import { fold } from '#domains/words/fold.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A page of the partners whose brand has every word of a query, newest first; those that are named exactly so come first. */
export async function searchPartners(
  q: string,
  request: PageRequest,
  viewer: Viewer | null,
): Promise<Page<z.infer<typeof PublicPartner>> | Refusal<'InvalidCursor'>> {
  const list = JSON.stringify(['partners', q])
  const since = new Date()
  const start = { part: 0, position: null, since, replaced: new Map<number, string>() }
  const place = request.cursor === undefined ? start : decodePlace(list, request.cursor)
  if (isRefusal(place)) return place
  const part = partnersWith(q)
  if (!part) return { items: [], nextCursor: null }
  const aim = { position: place.position, wanted: request.limit, budget: BUDGET }
  const { items, next } = await scan<'createdAt', Partner>(PartnerModel, part, aim, { words: 0 })
  return {
    items: await viewPartners(exactFirst(items, q), viewer),
    nextCursor: next ? encodePlace(list, { ...place, position: next }) : null,
  }
}

/** The first partners whose brand begins with, or has, what was typed. */
export async function suggestPartners(q: string, limit: number): Promise<Partner[]> {
  const part = partnersWith(q)
  if (!part) return []
  const aim = { position: null, wanted: limit, budget: BUDGET }
  const { items } = await scan<'createdAt', Partner>(PartnerModel, part, aim, { words: 0 })
  return exactFirst(items, q)
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

function exactFirst(partners: readonly Partner[], q: string): Partner[] {
  const typed = fold(q.trim())
  const isExact = ({ brandName }: Partner) => fold(brandName) === typed
  return [...partners.filter(isExact), ...partners.filter(partner => !isExact(partner))]
}
