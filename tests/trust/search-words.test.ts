import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { expectOk } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
let partner: Guest
/** The ids of the reels below, by their names. */
const ids = new Map<string, string>()

interface Text {
  language: string
  title?: string
  description?: string
  tags?: string[]
}

const REELS: Record<string, Text> = {
  waves: { language: 'en', title: 'Morning waves at the pier', tags: ['ocean', 'slow_life'] },
  city: { language: 'en', title: "Don't sleep: the city at night", description: 'Two cities, one train.' },
  pier: { language: 'en', title: 'A dog', description: 'It runs along the pier by the ocean.' },
  summer: { language: 'fr', title: "L'été à Besançon", description: 'Des chevaux et des œufs.' },
  horse: { language: 'fr', title: 'Un cheval blanc' },
  street: { language: 'de', title: 'Die alte Straße', description: 'Häuser aus Stein.' },
  house: { language: 'de', title: 'Ein Haus am See' },
  sailing: { language: 'es', title: 'La navegación nocturna', tags: ['España'] },
  songs: { language: 'es', title: 'Canciones del mar' },
  cats: { language: 'ru', title: 'Кошки и ёлка', description: 'Мой дом.' },
  istanbul: { language: 'tr', title: 'İSTANBUL kızları', description: 'Kitaplar ve evler.' },
  athens: { language: 'el', title: 'Η θάλασσα και οι γάτες' },
  tokyo: { language: 'ja', title: '東京タワーの夜景', description: 'カメラで撮影しました' },
  tower: { language: 'ja', title: '京都の寺', tags: ['東京'] },
  kitten: { language: 'ko', title: '고양이가 자요' },
  bangkok: { language: 'th', title: 'อาหารไทยอร่อย' },
  flowers: { language: 'hi', title: 'फूलों की घाटी' },
  library: { language: 'ar', title: 'الكتابُ والقلم' },
  wide: { language: 'en', title: 'ＷＩＤＥ screen', tags: ['2026'] },
}

interface Asked {
  q: string
  /** The reels that must be on the first page, those of the first tier before the others. */
  first: string[]
  later?: string[]
  not?: string[]
  correctedTo?: string
}

/** 40 queries and more, in 12 languages. */
const QUERIES: Asked[] = [
  { q: 'waves', first: ['waves'] },
  { q: 'WAVE', first: ['waves'] },
  { q: 'wav', first: ['waves'] },
  { q: '#ocean', first: ['waves'], later: ['pier'] },
  { q: 'oceans', first: ['waves'], later: ['pier'] },
  { q: 'pier', first: ['waves'], later: ['pier'] },
  { q: 'morning pier', first: ['waves'], not: ['pier'] },
  { q: 'slow life', first: ['waves'] },
  { q: 'slowlife', first: ['waves'] },
  { q: '#slow_life', first: ['waves'] },
  { q: 'oceam', first: ['waves'], later: ['pier'], correctedTo: 'ocean' },
  { q: 'ocaen', first: ['waves'], later: ['pier'], correctedTo: 'ocean' },
  { q: 'mroning waves', first: ['waves'], correctedTo: 'morning' },
  { q: 'dont', first: ['city'] },
  { q: 'don’t sleep', first: ['city'] },
  { q: 'city', first: ['city'] },
  { q: 'cities trains', first: [], later: ['city'] },
  { q: 'dog running', first: [], later: ['pier'] },
  { q: 'ete', first: ['summer'] },
  { q: 'ÉTÉ', first: ['summer'] },
  { q: "l'été", first: ['summer'] },
  { q: 'besancon', first: ['summer'] },
  { q: 'oeufs', first: [], later: ['summer'] },
  { q: 'cheval', first: ['horse'], later: ['summer'] },
  { q: 'strasse', first: ['street'] },
  { q: 'STRAẞEN', first: ['street'] },
  { q: 'haus', first: ['house'], later: ['street'] },
  { q: 'navegaciones', first: ['sailing'] },
  { q: 'navegacion', first: ['sailing'] },
  { q: '#espana', first: ['sailing'] },
  { q: 'canción', first: ['songs'] },
  { q: 'кошка', first: ['cats'] },
  { q: 'елка', first: ['cats'] },
  { q: 'istanbul', first: ['istanbul'] },
  { q: 'ISTANBUL kiz', first: ['istanbul'] },
  { q: 'kitap', first: [], later: ['istanbul'] },
  { q: 'θαλασσα', first: ['athens'] },
  { q: 'γατα', first: ['athens'] },
  { q: '東', first: ['tokyo', 'tower'] },
  { q: '東京', first: ['tokyo', 'tower'] },
  { q: '京タワ', first: ['tokyo'], not: ['tower'] },
  { q: '東京タワ', first: ['tokyo'], not: ['tower'] },
  { q: '東京の寺', first: [], not: ['tokyo', 'tower'] },
  { q: '撮影', first: [], later: ['tokyo'] },
  { q: '고양이', first: ['kitten'] },
  { q: 'ไทย', first: ['bangkok'] },
  { q: 'फूल', first: ['flowers'] },
  { q: 'كتاب', first: ['library'] },
  { q: 'wide', first: ['wide'] },
  { q: '２０２６', first: ['wide'] },
]

beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
  partner = await newGuest('partner')
  for (const [name, texts] of Object.entries(REELS)) {
    ids.set(name, await newPublicReel(partner.id, { title: 'Untitled', ...texts }))
  }
}, 60_000)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

async function search(q: string, query: { sort?: 'newest'; limit?: number } = {}) {
  const { items, correctedTo } = expectOk(await passerBy().searchReels({ query: { q, limit: 50, ...query } }))
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  return { found: items.map(({ id }) => names.get(id)), correctedTo }
}

describe('the search of reels', () => {
  it.each(QUERIES)(
    '[95] finds what "$q" asks for',
    async ({ q, first, later = [], not = [], correctedTo = null }) => {
      const result = await search(q)
      expect(result.correctedTo).toBe(correctedTo)
      const places = (names: string[]) => names.map(name => result.found.indexOf(name))
      for (const name of [...first, ...later]) expect(result.found).toContain(name)
      for (const name of not) expect(result.found).not.toContain(name)
      // Those with the words in the title, the tags or the brand come first.
      expect(Math.max(-1, ...places(first))).toBeLessThan(
        Math.min(Number.POSITIVE_INFINITY, ...places(later)),
      )
      expect(result.found).toHaveLength(new Set(result.found).size)
      expect(new Set(result.found)).toEqual(new Set([...first, ...later]))
    },
  )

  it('[95] finds the forms of a word in its own language only', async () => {
    // In German, `garden` would be a form of `gard`.
    ids.set('gard', await newPublicReel(partner.id, { language: 'en', title: 'Gard from above' }))
    ids.set('garden', await newPublicReel(partner.id, { language: 'en', title: 'The garden' }))
    expect((await search('gardens')).found).toEqual(['garden'])
  })

  it('[95] has the newest first if asked, and else titles with the words next to each other', async () => {
    const texts = { language: 'en' }
    ids.set('phrase', await newPublicReel(partner.id, { ...texts, title: 'Blue lagoon' }))
    ids.set('apart', await newPublicReel(partner.id, { ...texts, title: 'Lagoon, a blue one' }))
    ids.set(
      'described',
      await newPublicReel(partner.id, { ...texts, title: 'X', description: 'A blue lagoon.' }),
    )
    expect((await search('blue lagoon')).found).toEqual(['phrase', 'apart', 'described'])
    expect((await search('blue lagoon', { sort: 'newest' })).found).toEqual(['described', 'apart', 'phrase'])
  })

  it('[95] corrects nothing if the word as it was typed finds something', async () => {
    ids.set('rare', await newPublicReel(partner.id, { language: 'en', title: 'Oceam, a band' }))
    expect(await search('oceam')).toEqual({ found: ['rare'], correctedTo: null })
  })
})
