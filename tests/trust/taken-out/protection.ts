import type { Place } from './markers.ts'
import { type Change, changed, type Mutation } from './mutations.ts'

/**
 * Something that keeps a row of docs/trust.md true, and how it is taken out of a copy of the sources. A marker is a
 * comment above the code, `// [14 latest-only] Why …`: it goes wherever the code goes.
 */
export interface Protection {
  row: number
  /** Taken out together: each would hide that the other is missing. */
  edits: readonly Edit[]
}

interface Edit {
  marker: string
  mutation: Mutation
}

/** @param others what has to go with it, each a marker and how it is taken out */
export function out(marker: string, mutation: Mutation, ...others: [string, Mutation][]): Protection {
  const edits = [{ marker, mutation }, ...others.map(other => ({ marker: other[0], mutation: other[1] }))]
  return { row: Number.parseInt(marker, 10), edits }
}

export function nameOf({ edits }: Protection): string {
  return edits.map(({ marker, mutation }) => `[${marker}] ${mutation.name}`).join(' and ')
}

/**
 * The sources that a protection is taken out of, as they are then.
 * @returns the new code of each file
 * @throws Error if a marker is not there exactly once, or its code has no place for the mutation
 */
export function without({ edits }: Protection, markers: ReadonlyMap<string, Place[]>): Map<string, string> {
  const changes = new Map<string, { code: string; list: Change[] }>()
  for (const { marker, mutation } of edits) {
    const [place, ...others] = markers.get(marker) ?? []
    if (!place) throw new Error(`No comment begins with [${marker}]`)
    if (others.length > 0) {
      const files = [place, ...others].map(({ file }) => file)
      throw new Error(`Several comments begin with [${marker}]: in ${files.join(', ')}`)
    }
    const { code, file } = place
    const { list } = changes.get(file) ?? { list: [] }
    changes.set(file, { code, list: [...list, ...mutation.change(place)] })
  }
  return new Map([...changes].map(([file, { code, list }]) => [file, changed(file, code, list)]))
}
