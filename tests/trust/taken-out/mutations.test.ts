import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, it } from 'vitest'
import { markersIn } from './markers.ts'
import {
  argument,
  becomes,
  before,
  callback,
  calls,
  condition,
  drop,
  type Mutation,
  receiver,
  remove,
  set,
  whole,
} from './mutations.ts'
import { out, without } from './protection.ts'

const FILE = 'made-up.ts'

/** Calls the function `run` of a source. */
function run(code: string): unknown {
  return new Function(`${stripTypeScriptTypes(code)}\nreturn run()`)()
}

/** What a source does without the code below `[1 it]`. */
function runWithout(code: string, mutation: Mutation): unknown {
  const changed = without(out('1 it', mutation), new Map([['1 it', placesIn(code)]])).get(FILE)
  return run(changed ?? '')
}

function placesIn(code: string) {
  return markersIn(FILE, code).map(([, place]) => place)
}

interface Case {
  mutation: Mutation
  /** The same code: as it is, and with other names, formatting and comments. */
  codes: [string, string]
  with: unknown
  without: unknown
}

const cases: Record<string, Case> = {
  'a statement is removed': {
    mutation: remove,
    codes: [
      'function run() { let ended = 0\n// [1 it] Why.\nended += 1\nreturn ended }',
      'export const more = 1; function run() { let n = 0 // another\n  // [1 it] Why,\n  // in two lines.\n  n\n += 1; return n }'.replace(
        'export ',
        '',
      ),
    ],
    with: 1,
    without: 0,
  },
  'a statement without braces is removed': {
    mutation: remove,
    codes: [
      'function run() { let n = 0; if (n === 0)\n// [1 it] Why.\nn = 1\nreturn n }',
      'function run() { let x = 0; if (x === 0)\n/* [1 it] */ x = 1; return x }',
    ],
    with: 1,
    without: 0,
  },
  'a link of a chain is removed': {
    mutation: remove,
    codes: [
      'function run() { return [1, 2, 3]\n  // [1 it] Why.\n  .filter(n => n > 1)\n  .map(String).join() }',
      'function run() { const list = [1, 2, 3]\n// [1 it]\n .filter((one: number) => { return one > 1 }); return list.map(String).join() }',
    ],
    with: '2,3',
    without: '1,2,3',
  },
  'an element is removed': {
    mutation: remove,
    codes: [
      "function run() { return ['a',\n  // [1 it] Why.\n  'b',\n  'c'].join() }",
      "function run() { const all = ['a', 'c',\n// [1 it]\n'b']; return all.toSorted().join() }",
    ],
    with: 'a,b,c',
    without: 'a,c',
  },
  'a property is removed': {
    mutation: remove,
    codes: [
      'function run() { return Object.keys({\n  // [1 it] Why.\n  a: 1,\n  b: 2 }).join() }',
      'function run() { const b = 2; return Object.keys({ b,\n// [1 it]\n ...(b && { a: 1 }) }).toSorted().join() }',
    ],
    with: 'a,b',
    without: 'b',
  },
  'an if is decided': {
    mutation: condition(false),
    codes: [
      "function run() { const name = 'x'\n// [1 it] Why.\nif (!isKnown(name)) return 'refused'\nreturn 'taken' }\nfunction isKnown(name: string) { return name === 'a' }",
      "function run() {\n  const who = 'x'\n\n  // [1 it] Why.\n  if (\n    who !== 'a' && who !== 'b'\n  ) {\n    return 'refused'\n  }\n  return 'taken'\n}",
    ],
    with: 'refused',
    without: 'taken',
  },
  'a conditional expression is decided': {
    mutation: condition(true),
    codes: [
      "function run() { const name = 'x'\n// [1 it] Why.\nreturn name === 'a' ? 'yes' : 'no' }",
      "function run() { const list: string[] = []\n// [1 it] Why.\nlist.push(list.includes('a') ? ('yes') : 'no')\nreturn list[0] }",
    ],
    with: 'no',
    without: 'yes',
  },
  'a constant becomes another': {
    mutation: becomes('$ * 10'),
    codes: [
      '// [1 it] Why.\nconst MAX = 5\nfunction run() { return MAX }',
      'const limits: { most: number } = {\n  // [1 it]\n  most: 2 + 3,\n}\nfunction run() { return limits.most }',
    ],
    with: 5,
    without: 50,
  },
  'a result becomes another': {
    mutation: becomes('true'),
    codes: [
      'function isOurs(text: string): boolean {\n  // [1 it] Why.\n  return text === "ours"\n}\nfunction run() { return isOurs("x") }',
      '// [1 it] Why.\nfunction isMine(text: string): boolean { const mine = "ours"; return text === mine }\nfunction run() { return isMine("x") }',
    ],
    with: false,
    without: true,
  },
  'an operand becomes another': {
    mutation: becomes('true'),
    codes: [
      'function run() { const a = 1\nreturn a > 0 &&\n  // [1 it] Why.\n  a > 1 }',
      'function run() { const a = 1; const b = a === 1 &&\n/* [1 it] */ (a === 2 || a === 3)\nreturn b }',
    ],
    with: false,
    without: true,
  },
  'the first argument is taken as it is': {
    mutation: becomes('JSON.parse($1)'),
    codes: [
      'function check(text: string, key: object) { return { ...JSON.parse(text), key } }\nfunction run() { const body = "{}"\n// [1 it] Why.\nreturn check(body, {}) }',
      'const check = { open: (text: string, key: object) => ({ ...JSON.parse(text), key }) }\nfunction run() { const raw = "{}"\n// [1 it] Why.\nconst opened = check.open(raw, { raw })\nreturn opened }',
    ].map(code =>
      code
        .replace('function run()', 'function inner()')
        .concat('\nfunction run() { return Object.keys(inner()).length }'),
    ) as [string, string],
    with: 1,
    without: 0,
  },
  'properties are dropped': {
    mutation: drop('unique'),
    codes: [
      'const schema = { index: (keys: object, options: object) => Object.keys({ ...keys, ...options }) }\nfunction run() { return schema\n  // [1 it] Why.\n  .index({ email: 1 }, { unique: true, sparse: true }).join() }',
      'const s = { index(...all: object[]) { return Object.keys(Object.assign({}, ...all)) } }\nfunction run() {\n// [1 it] Why.\nconst names = s.index({ email: 1 }, { sparse: true, "unique": true }); return ["email", "unique", "sparse"].filter(n => names.includes(n)).join() }',
    ].map(code => code.replace('.join() }', '.toSorted().join() }')) as [string, string],
    with: 'email,sparse,unique',
    without: 'email,sparse',
  },
  'a spread is dropped': {
    mutation: drop('...'),
    codes: [
      'function run() { const more = { b: 1 }\n// [1 it] Why.\nreturn Object.keys({ a: 1, ...more }).join() }',
      'function run() { const rest = { b: 1 }; return Object.keys(\n// [1 it]\n{ ...rest, a: 1 }).toSorted().join() }',
    ],
    with: 'a,b',
    without: 'a',
  },
  'a property gets another value': {
    mutation: set('attempts', '1_000'),
    codes: [
      'const LIMITS = {\n  // [1 it] Why.\n  login: { name: "login", attempts: 15 },\n}\nfunction run() { return LIMITS.login.attempts }',
      'function run() { const attempts = 15\n// [1 it] Why.\nconst limit = { attempts }\nreturn limit.attempts }',
    ],
    with: 15,
    without: 1_000,
  },
  'a function that is passed returns something else': {
    mutation: callback('true'),
    codes: [
      'function run() { const id = 2\n// [1 it] Why.\nconst key = [1, 2].find(each => each === id)\nreturn key }',
      'function run() { return [1, 2].find(\n// [1 it] Why.\nfunction (one) { const wanted = 2; return one === wanted }) }'.replace(
        '.find(\n// [1 it] Why.\n',
        '\n// [1 it] Why.\n.find(',
      ),
    ],
    with: 2,
    without: 1,
  },
  'a method is called of something else': {
    mutation: receiver('$.slice(0, 1)'),
    codes: [
      'function run() { const keys = [1, 2]\n// [1 it] Why.\nconst key = keys.find(each => each === 2)\nreturn key ?? null }',
      'function run() { const all = { list: [1, 2] }\n// [1 it] Why.\nreturn all.list.find(one => one === 2) ?? null }'.replace(
        'return all.list.find(one => one === 2) ?? null',
        'const found = all.list\n.find(one => one === 2)\nreturn found ?? null',
      ),
    ],
    with: 2,
    without: null,
  },
  'a function is called with other arguments': {
    mutation: argument('{ strict: false }'),
    codes: [
      'function parser({ strict } = { strict: true }) { return strict }\nfunction run() { return [\n// [1 it] Why.\nparser(),\n][0] }',
      'function reader({ strict } = { strict: false }) { return strict }\nfunction run() {\n// [1 it] Why.\nconst read = reader({ strict: true }); return read }',
    ],
    with: true,
    without: false,
  },
  'another method is called': {
    mutation: calls('ceil', 'floor'),
    codes: [
      'function run() {\n// [1 it] Why.\nreturn Math.ceil(0.5) }',
      'const { ceil, floor } = Math\nfunction run() { const half = 0.5\n// [1 it] Why.\nconst up = ceil(half)\nreturn up }',
    ],
    with: 1,
    without: 0,
  },
  'the whole object is used': {
    mutation: whole('params'),
    codes: [
      'function run() { const input = { params: { id: 1 }, body: "secret" }\n// [1 it] Why.\nconst line = { ...(typeof input.params === "object" && { params: input.params }) }\nreturn JSON.stringify(line).includes("secret") }',
      'function run() { const given = { call: { params: 1, body: "secret" } }\nconst line = JSON.stringify({\n// [1 it] Why.\nparams: given.call.params })\nreturn line.includes("secret") }',
    ],
    with: false,
    without: true,
  },
  'something else is done first': {
    mutation: before('run.name; globalThis.madeUp = 1'),
    codes: [
      'function run() { globalThis.madeUp = 0\n// [1 it] Why.\nreturn globalThis.madeUp }',
      'function run() {\n  globalThis.madeUp = 0; let n = 2\n  // [1 it] Why.\n  n = globalThis.madeUp\n  return n\n}',
    ],
    with: 0,
    without: 1,
  },
}

describe.each(Object.entries(cases))('%s', (_, { mutation, codes, with: before, without: after }) => {
  it.each(codes)('in %s', code => {
    expect(run(code)).toBe(before)
    expect(runWithout(code, mutation)).toBe(after)
  })
})

describe('a protection is not taken out', () => {
  const takeOut = (code: string, mutation: Mutation) => () => runWithout(code, mutation)

  it('if nothing is marked', () => {
    expect(takeOut('// [2 other] Why.\nrun()', remove).name).toBe('')
    expect(() => without(out('1 it', remove), new Map())).toThrow('No comment begins with [1 it]')
  })

  it('if two places are marked', () => {
    const code = '// [1 it] Why.\nrun()\n// [1 it] Why.\nrun()'
    expect(takeOut(code, remove)).toThrow('Several comments begin with [1 it]')
  })

  it('if the comment stands below the code', () => {
    expect(takeOut('run()\n// [1 it] Why.\n', remove)).toThrow('nothing stands below')
  })

  it.each([
    ['has no condition', 'run()', condition(true), 'condition is not at all in “run()”'],
    ['has two', 'const x = a ? b : c ? d : e', condition(true), 'condition is 2 times in'],
    ['lacks the property', 'run({ a: 1 })', drop('b'), 'b is not at all in “run({ a: 1 })”'],
    ['has it twice', 'run({ a: 1 }, { a: 2 })', drop('a'), 'a is 2 times'],
    ['declares what is used later', 'const x = 1', remove, 'what is declared is still used'],
    ['has no value', 'if (a) run()', becomes('1'), 'A IfStatement has no value'],
    ['is not a call', 'const x = 1', argument('2'), 'a Literal is not a call'],
    ['does not have the name', 'const x = 1', becomes('session'), 'does not have session'],
  ])('if the code %s', (_, code, mutation, message) => {
    expect(takeOut(`// [1 it] Why.\n${code}`, mutation)).toThrow(message)
  })

  it('if what is left cannot be parsed', () => {
    expect(takeOut('// [1 it] Why.\nconst x = 1', becomes('1 +'))).toThrow('made-up.ts cannot be parsed')
  })
})
