import { describeMutations } from './made-up-code.ts'
import { drop, remove } from './mutations.ts'

describeMutations('what removes code', [
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
])
