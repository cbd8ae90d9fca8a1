import type * as z from 'zod'
import type { PublicPartner } from '#domains/accounts/schemas.ts'
import { viewPartners } from '#domains/feed/partners.ts'
import { decodePlace, encodePlace } from '#domains/search/cursors.ts'
import { findPartners } from '#domains/search/found-partners.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A page of the partners that a query finds. */
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
  const { items, next } = await findPartners(q, request.limit, place.position)
  return {
    items: await viewPartners(items, viewer),
    nextCursor: next ? encodePlace(list, { ...place, position: next }) : null,
  }
}
