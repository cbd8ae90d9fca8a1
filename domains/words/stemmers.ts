type Script = 'Latin' | 'Cyrillic' | 'Greek' | 'Arabic' | 'Devanagari' | 'Armenian' | 'Tamil'

/** Gives what the forms of a word have in common: `waves` and `wave` are both `wave`. */
type Stem = (word: string) => string

interface Stemmer {
  scripts: readonly Script[]
  load: () => Promise<{ stemmer: Stem }>
}

/** Snowball's stemmers, by the language as BCP 47 names it. */
const STEMMERS = {
  ar: { scripts: ['Arabic'], load: () => import('@orama/stemmers/arabic') },
  bg: { scripts: ['Cyrillic'], load: () => import('@orama/stemmers/bulgarian') },
  da: { scripts: ['Latin'], load: () => import('@orama/stemmers/danish') },
  de: { scripts: ['Latin'], load: () => import('@orama/stemmers/german') },
  el: { scripts: ['Greek'], load: () => import('@orama/stemmers/greek') },
  en: { scripts: ['Latin'], load: () => import('@orama/stemmers/english') },
  es: { scripts: ['Latin'], load: () => import('@orama/stemmers/spanish') },
  fi: { scripts: ['Latin'], load: () => import('@orama/stemmers/finnish') },
  fr: { scripts: ['Latin'], load: () => import('@orama/stemmers/french') },
  ga: { scripts: ['Latin'], load: () => import('@orama/stemmers/irish') },
  hi: { scripts: ['Devanagari'], load: () => import('@orama/stemmers/indian') },
  hu: { scripts: ['Latin'], load: () => import('@orama/stemmers/hungarian') },
  hy: { scripts: ['Armenian'], load: () => import('@orama/stemmers/armenian') },
  id: { scripts: ['Latin'], load: () => import('@orama/stemmers/indonesian') },
  it: { scripts: ['Latin'], load: () => import('@orama/stemmers/italian') },
  lt: { scripts: ['Latin'], load: () => import('@orama/stemmers/lithuanian') },
  ne: { scripts: ['Devanagari'], load: () => import('@orama/stemmers/nepali') },
  nl: { scripts: ['Latin'], load: () => import('@orama/stemmers/dutch') },
  no: { scripts: ['Latin'], load: () => import('@orama/stemmers/norwegian') },
  pt: { scripts: ['Latin'], load: () => import('@orama/stemmers/portuguese') },
  ro: { scripts: ['Latin'], load: () => import('@orama/stemmers/romanian') },
  ru: { scripts: ['Cyrillic'], load: () => import('@orama/stemmers/russian') },
  sr: { scripts: ['Latin', 'Cyrillic'], load: () => import('@orama/stemmers/serbian') },
  sv: { scripts: ['Latin'], load: () => import('@orama/stemmers/swedish') },
  ta: { scripts: ['Tamil'], load: () => import('@orama/stemmers/tamil') },
  tr: { scripts: ['Latin'], load: () => import('@orama/stemmers/turkish') },
  uk: { scripts: ['Cyrillic'], load: () => import('@orama/stemmers/ukrainian') },
} as const satisfies Record<string, Stemmer>

const ALL = new Map<string, Stemmer>(Object.entries(STEMMERS))

/** Languages that are written alike. */
const SAME_AS = new Map([
  ['nb', 'no'],
  ['nn', 'no'],
  ['hr', 'sr'],
  ['bs', 'sr'],
  ['ms', 'id'],
])

/** The language that a word is taken to be in if it is written in another script than the text around it. */
const USUAL: Record<Script, string> = {
  Latin: 'en',
  Cyrillic: 'ru',
  Greek: 'el',
  Arabic: 'ar',
  Devanagari: 'hi',
  Armenian: 'hy',
  Tamil: 'ta',
}

/** Languages in Latin script that have no stemmer here: English is not a guess for what is written in them. */
const OTHER_LATIN = new Set('af az ca cs cy et eu gl is lv mt pl sk sl sq sw tl vi'.split(' '))

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Tamil', /\p{Script=Tamil}/u],
]

export function scriptOf(word: string): Script | null {
  return SCRIPTS.find(([, letters]) => letters.test(word))?.[0] ?? null
}

/** The languages that a word in this script may be in, as far as there is a stemmer for them. */
export function languagesIn(script: Script | null): string[] {
  if (!script) return []
  return [...ALL].flatMap(([code, { scripts }]) => (scripts.includes(script) ? [code] : []))
}

/** The language whose stemmer a word of a text gets; null if it gets none. */
export function stemmingLanguage(language: string, script: Script | null): string | null {
  if (!script) return null
  const [primary = ''] = language.toLowerCase().split('-')
  const code = SAME_AS.get(primary) ?? primary
  if (ALL.get(code)?.scripts.includes(script)) return code
  return script === 'Latin' && OTHER_LATIN.has(code) ? null : USUAL[script]
}

const loaded = new Map<string, Stem>()

/** Loads what `stemmerOf` then gives. */
export async function loadStemmers(codes: Iterable<string>): Promise<void> {
  await Promise.all(
    [...new Set(codes)].map(async code => {
      const stemmer = ALL.get(code)
      if (stemmer && !loaded.has(code)) loaded.set(code, (await stemmer.load()).stemmer)
    }),
  )
}

export function stemmerOf(code: string): Stem {
  const stem = loaded.get(code)
  if (!stem) throw new Error(`The stemmer of ${code} is not loaded`)
  return stem
}
