const ACCENT = /(?<!и(?=\u0306))(?![\u3099\u309a])[\p{Script=Inherited}\u0591-\u05c7]/gu
const PLAIN = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ħ: 'h',
    ı: 'i',
    ς: 'σ',
    ى: 'ي',
    ی: 'ي',
    ک: 'ك',
    ة: 'ه',
    ـ: '',
  }),
)

/** A word as the API compares it: domains/words/fold.ts, which a browser cannot import. A test compares the two. */
export function fold(text: string): string {
  const letters = text.normalize('NFKD').toLowerCase().replace(ACCENT, '')
  return [...letters]
    .map(letter => PLAIN.get(letter) ?? letter)
    .join('')
    .normalize('NFC')
}
