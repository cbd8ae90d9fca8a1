import { expect, it } from 'vitest'
import { fold } from '#domains/words/fold.ts'
import { fold as foldInPlayer } from '../../web/search/fold.ts'

it('the player marks words by the letters that the API finds them by', () => {
  const different: string[] = []
  for (let code = 0x20; code <= 0xffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const word = `a${String.fromCodePoint(code)}и\u0306`
    if (fold(word) !== foldInPlayer(word)) different.push(code.toString(16))
  }
  expect(different).toEqual([])
})
