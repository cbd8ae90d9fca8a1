import * as z from 'zod'
import type { Kind, Kinds } from '../storage/objects.ts'
import { expand, integer, text } from './parameters.ts'
import { invalid } from './refusals.ts'

/** The parameters that every list takes. */
export const paging = {
  limit: integer.pipe(z.number().min(1).max(100)).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  expand,
}

interface Paging {
  limit?: number | undefined
  starting_after?: string | undefined
  ending_before?: string | undefined
}

export interface Page<Item> {
  object: 'list'
  data: Item[]
  has_more: boolean
  url: string
}

/** A page of objects, which are given latest first. @throws Refusal if the cursor is not among them */
export function pageOf<K extends Kind>(
  objects: readonly Kinds[K][],
  { limit = 10, starting_after, ending_before }: Paging,
  url: string,
): Page<Kinds[K]> {
  const at = (id: string, param: string) => {
    const index = objects.findIndex(object => object.id === id)
    if (index < 0) throw invalid(`No such object: '${id}'`, { code: 'resource_missing', param })
    return index
  }
  if (ending_before !== undefined) {
    const end = at(ending_before, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', data: objects.slice(start, end), has_more: start > 0, url }
  }
  const start = starting_after === undefined ? 0 : at(starting_after, 'starting_after') + 1
  const data = objects.slice(start, start + limit)
  return { object: 'list', data, has_more: start + limit < objects.length, url }
}
