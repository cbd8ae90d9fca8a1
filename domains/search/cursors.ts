import type { Replaced } from '#domains/search/query.ts'
import { decodeReference, encodeReference, type Position } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal, refuse } from '#shared/contract/refusal.ts'

/** Where a page of a search ended. */
export interface Place {
  /** The part of the result, counted from 0, and the last document of it that was shown; null at its beginning. */
  part: number
  position: Position | null
  /** When the first page was asked for: the same words begin with the last one, whatever is published meanwhile. */
  since: Date
  replaced: Replaced
}

const WRITTEN = /^(\d{1,2}) (\d+) (?:(\d+) ([0-9a-f]{24})|-)((?: \d{1,2}=\S+)*)$/u

export function encodePlace(list: string, { part, position, since, replaced }: Place): string {
  const at = position ? `${position.at.getTime()} ${position.id}` : '-'
  const words = [...replaced].map(([place, word]) => ` ${place}=${word}`)
  return encodeReference(list, `${part} ${since.getTime()} ${at}${words.join('')}`)
}

/** The place in a cursor, unless this API did not make it for this search. */
export function decodePlace(list: string, cursor: string): Place | Refusal<'InvalidCursor'> {
  const reference = decodeReference(list, cursor)
  if (isRefusal(reference)) return reference
  const [, part, since, at, id, words = ''] = WRITTEN.exec(reference) ?? []
  if (part === undefined) return refuse('InvalidCursor')
  return {
    part: Number(part),
    since: new Date(Number(since)),
    position: at && id ? { at: new Date(Number(at)), id } : null,
    replaced: new Map(
      [...words.matchAll(/(\d+)=(\S+)/gu)].map(([, place, word]) => [Number(place), String(word)]),
    ),
  }
}
