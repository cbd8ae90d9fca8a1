import { describe, expect, it } from 'vitest'
import { foldTag, Tag } from './tag.ts'

describe('a tag', () => {
  it.each([
    ['OCEAN', 'ocean'],
    ['İSTANBUL', 'istanbul'],
    ['istanbul', 'istanbul'],
    ['I\u0307stanbul', 'istanbul'],
    ['cafe\u0301', 'café'],
    ['CAFÉ', 'café'],
    ['ΟΔΟΣ', 'οδος'],
    ['海_2026', '海_2026'],
    ['हिन्दी', 'हिन्दी'],
    ['İ'.repeat(30), 'i'.repeat(30)],
    ['e\u0301'.repeat(30), 'é'.repeat(30)],
  ])('%s is kept and looked for as %s', (written, kept) => {
    expect(Tag.parse(written)).toBe(kept)
  })

  it.each([
    '',
    'two words',
    '#tag',
    'a-b',
    'i'.repeat(31),
    // Composed, it has two characters for each of these.
    '\u0958'.repeat(16),
    '\u3164',
    'ocean\u034f',
    'ocean\ufe0f',
    'ocean\u200d',
    '\uffa0',
    '🌊',
  ])('is not %j', written => {
    expect(Tag.safeParse(written).success).toBe(false)
  })

  it('stays as it is when it is folded once more, whatever its letters are', () => {
    const changing: string[] = []
    for (let code = 0; code <= 0x1ffff; code += 1) {
      const letter = String.fromCodePoint(code)
      if (!/[\p{Lu}\p{Lt}\p{M}]/u.test(letter) && letter.normalize('NFD') === letter) continue
      const once = foldTag(letter)
      if (foldTag(once) !== once || foldTag(`i${once}`) !== foldTag(foldTag(`i${once}`)))
        changing.push(letter)
    }
    expect(changing).toEqual([])
  })
})
