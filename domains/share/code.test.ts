import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeOf, idOfCode } from '#domains/share/code.ts'

describe('the code of a reel', () => {
  it('stands for its id', () => {
    const ids = ['0'.repeat(24), 'f'.repeat(24), '000000000000000000000001', '6750a1b2c3d4e5f60718293a']
    for (const id of [...ids, ...Array.from({ length: 200 }, () => randomBytes(12).toString('hex'))]) {
      const code = codeOf(id)
      expect(code).toMatch(/^[1-9A-HJ-NP-Za-km-z]{12,17}$/)
      expect(idOfCode(code)).toBe(id)
    }
    expect(codeOf('6750a1b2c3d4e5f60718293a')).toBe('2x5bda7XpT8favJED')
  })

  it('is nothing else', () => {
    for (const code of ['', '1', '0OIl', '2x5bda7XpT8f', '2x5bda7XpT8favJEDD', 'z'.repeat(17), 'ä', '../']) {
      expect(idOfCode(code), code).toBeNull()
    }
  })
})
