import { describe, expect, it } from 'vitest'
import { runWithout } from './made-up-code.ts'
import { argument, becomes, condition, drop, type Mutation, remove } from './mutations.ts'
import { out, without } from './protection.ts'

describe('a protection is not taken out', () => {
  const takeOut = (code: string, mutation: Mutation) => () => runWithout(code, mutation)

  it('if nothing is marked', () => {
    expect(() => without(out('1 it', remove), new Map())).toThrow('No comment begins with [1 it]')
  })

  it('if two places are marked', () => {
    const code = '// [1 it] Why.\nrun()\n// [1 it] Why.\nrun()'
    expect(takeOut(code, remove)).toThrow('Several comments begin with [1 it]')
  })

  it('if the comment is below the code', () => {
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
