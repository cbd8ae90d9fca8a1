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
  what: string
  mutation: Mutation
  /** A source, and the same with other names, another format and more comments. */
  code: string
  rewritten: string
  /** What `run` returns with the marked code, and without it. */
  intact: unknown
  takenOut: unknown
}

const cases: Case[] = [
  {
    what: 'removes a statement',
    mutation: remove,
    code: `function run() {
      let ended = 0
      // [1 it] Why.
      ended += 1
      return ended
    }`,
    rewritten: `function run() { let n = 0 // another
      // [1 it] Why,
      // in two lines.
      n
        += 1; return n }`,
    intact: 1,
    takenOut: 0,
  },
  {
    what: 'removes a statement without braces',
    mutation: remove,
    code: `function run() {
      let n = 0
      if (n === 0)
        // [1 it] Why.
        n = 1
      return n
    }`,
    rewritten: `function run() { let x = 0; if (x === 0) /* [1 it] */ x = 1; return x }`,
    intact: 1,
    takenOut: 0,
  },
  {
    what: 'removes a link of a chain',
    mutation: remove,
    code: `function run() {
      return [1, 2, 3]
        // [1 it] Why.
        .filter(n => n > 1)
        .map(String)
        .join()
    }`,
    rewritten: `function run() {
      const list = [1, 2, 3] /* [1 it] */.filter((one: number) => { return one > 1 })
      return list.join()
    }`,
    intact: '2,3',
    takenOut: '1,2,3',
  },
  {
    what: 'removes an element',
    mutation: remove,
    code: `function run() {
      return [
        'a',
        // [1 it] Why.
        'b',
        'c',
      ].join()
    }`,
    rewritten: `function run() { const c = 'c'; return ['a', c, /* [1 it] */ 'b'].toSorted().join() }`,
    intact: 'a,b,c',
    takenOut: 'a,c',
  },
  {
    what: 'removes a property',
    mutation: remove,
    code: `function run() {
      const headers = {
        // [1 it] Why.
        a: 1,
        b: 2,
      }
      return Object.keys(headers).join()
    }`,
    rewritten: `function run() { const b = 2
      return Object.keys({ b, /* [1 it] */ ...(b && { a: 1 }) }).toSorted().join() }`,
    intact: 'a,b',
    takenOut: 'b',
  },
  {
    what: 'decides an if',
    mutation: condition(false),
    code: `function run() {
      const name = 'x'
      // [1 it] Why.
      if (!isKnown(name)) return 'refused'
      return 'taken'
    }
    function isKnown(name: string): boolean { return name === 'a' }`,
    rewritten: `function run() {
      const who = 'x'

      // [1 it] Why.
      if (
        who !== 'a' && who !== 'b'
      ) {
        return 'refused'
      } else return 'taken'
    }`,
    intact: 'refused',
    takenOut: 'taken',
  },
  {
    what: 'decides a conditional expression',
    mutation: condition(true),
    code: `function run() {
      const name = 'x'
      // [1 it] Why.
      return name === 'a' ? 'yes' : 'no'
    }`,
    rewritten: `function run() {
      const list: string[] = []
      // [1 it] Why.
      list.push(list.includes('a') ? 'yes' : ('no'))
      return list[0]
    }`,
    intact: 'no',
    takenOut: 'yes',
  },
  {
    what: 'puts another value into a constant',
    mutation: becomes('$ * 10'),
    code: `// [1 it] Why.
    const MAX = 5
    function run() { return MAX }`,
    rewritten: `const limits: { most: number } = {
      // [1 it] Why.
      most: 2 + 3,
    }
    function run() { return limits.most }`,
    intact: 5,
    takenOut: 50,
  },
  {
    what: 'puts another value into a result',
    mutation: becomes('true'),
    code: `function isOurs(text: string): boolean {
      // [1 it] Why.
      return text === 'ours'
    }
    function run() { return isOurs('x') }`,
    rewritten: `// [1 it] Why.
    function isMine(text: string): boolean {
      const mine = 'ours'
      return text === mine
    }
    function run() { return isMine('x') }`,
    intact: false,
    takenOut: true,
  },
  {
    what: 'puts another value into an operand',
    mutation: becomes('true'),
    code: `function run() {
      const a = 1
      return (
        a > 0 &&
        // [1 it] Why.
        a > 1
      )
    }`,
    rewritten: `function run() { const b = 1; const is = b === 1 && /* [1 it] */ (b === 2 || b === 3); return is }`,
    intact: false,
    takenOut: true,
  },
  {
    what: 'takes the first argument as it is',
    mutation: becomes('JSON.parse($1)'),
    code: `const check = (text: string, key: string) => ({ ...JSON.parse(text), key })
    function run() {
      const body = '{}'
      return Object.keys(open(body)).join()
    }
    function open(body: string) {
      // [1 it] Why.
      return check(body, 'secret')
    }`,
    rewritten: `const hooks = { open: (text: string, key: string) => ({ ...JSON.parse(text), key }) }
    function run() {
      const raw = '{}'
      // [1 it] Why.
      const opened = hooks.open(raw, 'secret')
      return Object.keys(opened).join()
    }`,
    intact: 'key',
    takenOut: '',
  },
  {
    what: 'drops a property',
    mutation: drop('unique'),
    code: `const schema = { index: (keys: object, options: object) => Object.keys({ ...keys, ...options }) }
    function run() {
      return schema
        // [1 it] Why.
        .index({ email: 1 }, { unique: true, sparse: true })
        .toSorted()
        .join()
    }`,
    rewritten: `function run() {
      // [1 it] Why.
      const names = Object.keys({ email: 1, sparse: 1, "unique": 1 })
      return names.toSorted().join()
    }`,
    intact: 'email,sparse,unique',
    takenOut: 'email,sparse',
  },
  {
    what: 'drops a spread',
    mutation: drop('...'),
    code: `function run() {
      const more = { b: 1 }
      // [1 it] Why.
      return Object.keys({ a: 1, ...more }).join()
    }`,
    rewritten: `function run() {
      const rest = { b: 1 }
      return Object.keys(/* [1 it] */ { ...rest, a: 1 }).toSorted().join()
    }`,
    intact: 'a,b',
    takenOut: 'a',
  },
  {
    what: 'gives a property another value',
    mutation: set('attempts', '1_000'),
    code: `const LIMITS = {
      // [1 it] Why.
      login: { name: 'login', attempts: 15 },
    }
    function run() { return LIMITS.login.attempts }`,
    rewritten: `function run() {
      const attempts = 15
      // [1 it] Why.
      const limit = { attempts }
      return limit.attempts
    }`,
    intact: 15,
    takenOut: 1_000,
  },
  {
    what: 'lets a function that is passed return something else',
    mutation: callback('true'),
    code: `function run() {
      const id = 2
      // [1 it] Why.
      const key = [1, 2].find(each => each === id)
      return key
    }`,
    rewritten: `function run() {
      return [1, 2]
        // [1 it] Why.
        .find(function (one) { const wanted = 2; return one === wanted })
    }`,
    intact: 2,
    takenOut: 1,
  },
  {
    what: 'calls a method of something else',
    mutation: receiver('$.slice(0, 1)'),
    code: `function run() {
      const keys = [1, 2]
      // [1 it] Why.
      const key = keys.find(each => each === 2)
      return key ?? 'none'
    }`,
    rewritten: `function run() {
      const all = { list: [1, 2] }
      // [1 it] Why.
      const found = all.list
        .find(one => { return one === 2 })
      return found ?? 'none'
    }`,
    intact: 2,
    takenOut: 'none',
  },
  {
    what: 'calls a function with other arguments',
    mutation: argument('{ strict: false }'),
    code: `const parser = ({ strict } = { strict: true }) => strict
    function run() {
      return [].concat(
        // [1 it] Why.
        parser(),
      )[0]
    }`,
    rewritten: `function reader({ strict } = { strict: false }) { return strict }
    function run() {
      // [1 it] Why.
      const isStrict = reader({ strict: true })
      return isStrict
    }`,
    intact: true,
    takenOut: false,
  },
  {
    what: 'calls another method',
    mutation: calls('ceil', 'floor'),
    code: `function run() {
      // [1 it] Why.
      return Math.ceil(0.5)
    }`,
    rewritten: `const { ceil, floor } = Math
    function run() {
      const half = 0.5
      // [1 it] Why.
      const up = ceil(half)
      return up
    }`,
    intact: 1,
    takenOut: 0,
  },
  {
    what: 'uses the whole object',
    mutation: whole('params'),
    code: `function run() {
      const input = { params: { id: 1 }, body: 'secret' }
      const line = {
        // [1 it] Why.
        ...(typeof input.params === 'object' && { params: input.params }),
      }
      return JSON.stringify(line).includes('secret')
    }`,
    rewritten: `function run() {
      const given = { call: { params: 1, body: 'secret' } }
      return JSON.stringify({ /* [1 it] */ params: given.call.params }).includes('secret')
    }`,
    intact: false,
    takenOut: true,
  },
  {
    what: 'does something else first',
    mutation: before('globalThis.madeUp = 1'),
    code: `function run() {
      globalThis.madeUp = 0
      // [1 it] Why.
      return globalThis.madeUp
    }`,
    rewritten: `function run() {
      globalThis.madeUp = 0; let n = 2
      // [1 it] Why.
      n = globalThis.madeUp
      return n
    }`,
    intact: 0,
    takenOut: 1,
  },
]

describe('what takes a protection out', () => {
  it.for(cases)('$what', ({ mutation, code, intact, takenOut }) => {
    expect(run(code)).toBe(intact)
    expect(runWithout(code, mutation)).toBe(takenOut)
  })

  it.for(cases)('$what, after the code was rewritten', ({ mutation, rewritten, intact, takenOut }) => {
    expect(run(rewritten)).toBe(intact)
    expect(runWithout(rewritten, mutation)).toBe(takenOut)
  })
})

describe('a protection is not taken out', () => {
  const takeOut = (code: string, mutation: Mutation) => () => runWithout(code, mutation)

  it('if nothing is marked', () => {
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
    ['takes a value apart', 'const { x } = y', becomes('1'), 'taken apart'],
    ['is not a call', 'const x = 1', argument('2'), 'a Literal is not a call'],
    ['does not have the name', 'const x = 1', becomes('session'), 'does not have session'],
  ])('if the code %s', (_, code, mutation, message) => {
    expect(takeOut(`// [1 it] Why.\n${code}`, mutation)).toThrow(message)
  })

  it('if what is left cannot be parsed', () => {
    expect(takeOut('// [1 it] Why.\nconst x = 1', becomes('1 +'))).toThrow('made-up.ts cannot be parsed')
  })
})
