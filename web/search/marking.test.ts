import { describe, expect, it } from 'vitest'
import { markWords } from './marking.ts'

/** The text with brackets around what is marked. */
function marked(text: string, ...queries: string[]): string {
  return markWords(text, queries)
    .map(part => (part.isMarked ? `[${part.text}]` : part.text))
    .join('')
}

describe('the words of a search', () => {
  it.each([
    ['Morning waves', 'waves', 'Morning [waves]'],
    ['Morning waves', 'WAVE', 'Morning [waves]'],
    ['A wave at night', 'waves', 'A [wave] at night'],
    ['Été à la plage', 'ete', '[Été] à la plage'],
    ['Straße im Regen', 'strasse', '[Straße] im Regen'],
    ['L’été indien', "l'ete", '[L]’[été] indien'],
    ['مدينة قديمة', 'قديمه', 'مدينة [قديمة]'],
    ['東京タワーの夜', '東京', '[東京]タワーの夜'],
    ['東京タワーの夜', 'ﾀﾜｰ', '東京[タワー]の夜'],
    ['slow_life', '#life', 'slow_[life]'],
  ])('are marked in %s for %s', (text, query, expected) => {
    expect(marked(text, query)).toBe(expected)
  })

  it('are marked as a beginning only where a word may be unfinished', () => {
    expect(marked('Sunrise on a sunny day', 'sun')).toBe('[Sunrise] on a [sunny] day')
    expect(marked('Sunrise on a sunny day', 'sun day')).toBe('Sunrise on a [sunny] [day]')
  })

  it('are marked for each query', () => {
    expect(marked('Ocean waves', 'oceen', 'ocean')).toBe('[Ocean] waves')
  })

  it('leave the text as it is', () => {
    for (const text of ['', ' – ', 'No word of it', '夜🌊 waves!']) {
      expect(
        markWords(text, ['waves'])
          .map(part => part.text)
          .join(''),
      ).toBe(text)
    }
  })
})
