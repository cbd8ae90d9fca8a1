import { describeMutations } from './made-up-code.ts'
import { argument, before, callback, calls, receiver, whole } from './mutations.ts'

describeMutations('what changes a call', [
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
])
