import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, it } from 'vitest'
import { markersIn } from './markers.ts'
import type { Mutation } from './mutations.ts'
import { out, without } from './protection.ts'

const FILE = 'made-up.ts'

/** A piece of code whose comment `[1 it]` marks a protection. */
export interface Case {
  what: string
  mutation: Mutation
  /** A source, and the same with other names, another format and more comments. */
  code: string
  rewritten: string
  /** What `run` returns with the marked code, and without it. */
  intact: unknown
  takenOut: unknown
}

/** Shows for each case what the mutation takes out, also after the code was rewritten. */
export function describeMutations(title: string, cases: Case[]): void {
  describe(title, () => {
    it.for(cases)('$what', ({ mutation, code, intact, takenOut }) => {
      expect(run(code)).toBe(intact)
      expect(runWithout(code, mutation)).toBe(takenOut)
    })

    it.for(cases)('$what, after the code was rewritten', ({ mutation, rewritten, intact, takenOut }) => {
      expect(run(rewritten)).toBe(intact)
      expect(runWithout(rewritten, mutation)).toBe(takenOut)
    })
  })
}

/** What a source does without the code below `[1 it]`. */
export function runWithout(code: string, mutation: Mutation): unknown {
  const places = markersIn(FILE, code).map(([, place]) => place)
  const changed = without(out('1 it', mutation), new Map([['1 it', places]])).get(FILE)
  return run(changed ?? '')
}

/** Calls the function `run` of a source. */
function run(code: string): unknown {
  return new Function(`${stripTypeScriptTypes(code)}\nreturn run()`)()
}
