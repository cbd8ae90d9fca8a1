import { describeMutations } from './made-up-code.ts'
import { becomes, condition, set } from './mutations.ts'

describeMutations('what replaces a value', [
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
])
