/** Letters that Unicode does not take apart, as people write them without accents. */
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

// Only marks that can be left out in writing. The vowels of Hindi and Thai are marks as well, and words without them
// are other words; so are those of Japanese, and the й of Cyrillic is a letter of its own.
const ACCENT = /(?<!и(?=\u0306))(?![\u3099\u309a])[\p{Script=Inherited}\u0591-\u05c7]/gu

/** A word as it is compared: in lower case, without accents, with each letter in one way of writing it. */
export function fold(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    // [95 accents] People leave them out when they search.
    .replace(ACCENT, '')
  return [...letters]
    .map(letter => PLAIN.get(letter) ?? letter)
    .join('')
    .normalize('NFC')
}
