import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { markersIn } from './markers.ts'
import { remove } from './mutations.ts'
import { out, without } from './protection.ts'

const FILE = 'made-up.yml'

/** What a YAML file says without the entry below `[1 it]`. */
function parsedWithout(code: string): unknown {
  const places = markersIn(FILE, code).map(([, place]) => place)
  return parse(without(out('1 it', remove), new Map([['1 it', places]])).get(FILE) ?? '')
}

it('removes an entry of YAML with all that is below it, and nothing else', () => {
  const code = `role:
  action: create
  # [1 it] Why,
  # in two lines.
  condition:
    equals:
      boundary: x

  resource: '*'
other: 1
`
  expect(parsedWithout(code)).toEqual({ role: { action: 'create', resource: '*' }, other: 1 })
  expect(parsedWithout('a: 1\n# [1 it] Why.\nb: { c: 2 }\n')).toEqual({ a: 1 })
})

it('finds no entry of YAML below another comment', () => {
  expect(markersIn(FILE, 'a: 1\n# As in [1 it].\nb: 2\n')).toEqual([])
})
