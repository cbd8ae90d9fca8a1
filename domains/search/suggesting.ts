import { findPartners } from '#domains/search/found-partners.ts'
import { wordsBeginningWith } from '#domains/search/query.ts'
import type { Suggestion } from '#domains/search/schemas.ts'
import { fold } from '#domains/words/fold.ts'

const MOST = 10
const MOST_PARTNERS = 3
const MOST_TAGS = 3

/** The last word, and what was typed before it. */
const LAST_WORD = /^(.*?)([\p{L}\p{M}\p{N}'’]+)$/su
const ONLY_A_TAG = /^\s*#?([\p{L}\p{M}\p{N}_]+)\s*$/u

/** What somebody who types may want to type: partners, tags, and words that end what was begun. At most 10. */
export async function suggest(q: string): Promise<Suggestion[]> {
  const now = new Date()
  const [partners, tags, words] = await Promise.all([
    findPartners(q, MOST_PARTNERS),
    suggestTags(q, now),
    suggestWords(q, now),
  ])
  const named: Suggestion[] = partners.items.map(({ _id, brandName }) => ({
    kind: 'partner',
    text: brandName,
    id: String(_id),
  }))
  const few = [...named, ...tags]
  return [...words.slice(0, MOST - few.length), ...few]
}

async function suggestWords(q: string, now: Date): Promise<Suggestion[]> {
  const [, before = '', last] = LAST_WORD.exec(q.trimStart()) ?? []
  if (last === undefined) return []
  const terms = await wordsBeginningWith(fold(last), MOST, now)
  const known = terms.filter(({ kind }) => kind !== 'tag')
  return known.map(({ text }) => ({ kind: 'word', text: before + text }))
}

async function suggestTags(q: string, now: Date): Promise<Suggestion[]> {
  const [, tag] = ONLY_A_TAG.exec(q) ?? []
  if (tag === undefined) return []
  const terms = await wordsBeginningWith(`#${fold(tag)}`, MOST_TAGS, now)
  return terms.map(({ text }) => ({ kind: 'tag', text }))
}
