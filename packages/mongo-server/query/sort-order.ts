import type { Document } from '../language/values/bson.ts'
import type { Direction, Index } from '../storage/collection.ts'
import type { IndexBounds } from './bounds.ts'

export interface SortField {
  path: string
  direction: Direction
}

/** A sort by `$meta` does not depend on fields, so no index gives it. */
export function sortFields(sort: Document | undefined): SortField[] {
  return Object.entries(sort ?? {}).map(([path, direction]) => ({
    path,
    direction: Number(direction) < 0 ? -1 : 1,
  }))
}

/**
 * How reading `bounds` gives the documents in the order of `sort`, or undefined if it does not. An array sorts by its
 * least or greatest element, which the entries of a multikey field do not tell.
 */
export function sortFromIndex(
  index: Index,
  bounds: Pick<IndexBounds, 'constant' | 'points'>,
  sort: SortField[],
): { direction: Direction; merge: boolean } | undefined {
  let direction: Direction | undefined
  let at = 0
  let merge = false
  let sortedPoint = false
  for (const [position, path] of index.paths.entries()) {
    const wanted = sort[at]
    const multikey = index.multikey[position] === true
    const point = position < bounds.points
    if (!wanted) {
      // Values still to come from several points would interleave, but the sort asks for nothing more.
      break
    }
    if (wanted.path === path) {
      if (multikey) return undefined
      at++
      if (bounds.constant[position]) continue
      if (point) sortedPoint = true
      const here: Direction = wanted.direction === (index.directions[position] ?? 1) ? 1 : -1
      if (direction !== undefined && direction !== here) return undefined
      direction = here
    } else if (bounds.constant[position]) continue
    else if (point) merge = true
    else return undefined
  }
  if (at < sort.length || (merge && sortedPoint)) return undefined
  return { direction: direction ?? 1, merge }
}
