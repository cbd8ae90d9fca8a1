import type { Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { feedKey } from '#domains/reels/feed-keys.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { DEFAULT_LANGUAGE } from '#domains/words/language.ts'
import { inTier, wordsOfReel } from '#domains/words/reel-words.ts'
import { type Term, TermModel } from '#domains/words/term-model.ts'
import { noteTerms } from '#domains/words/terms.ts'
import { readFields, readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'

/** What a reel takes from its partner. */
export interface Publisher {
  brandName: string
  language: string
}

/** What a reel is found by follows from these. */
const TEXTS = ['title', 'description', 'tags', 'language'] as const
type Texts = Pick<ReadReel, (typeof TEXTS)[number]>

const ATTEMPTS = 5
const AT_ONCE = 10
/** Of words that more reels have, the job that counts them finds out when nobody uses them. */
const SELDOM = 4

/** The partner of a reel; of one that is gone, what its reels are shown without until they are gone, too. */
export async function readPublisher(partner: string | Types.ObjectId): Promise<Publisher> {
  const found = await readFieldsOfOne(PartnerModel, { _id: partner }, ['brandName', 'language'])
  return { brandName: found?.brandName ?? '', language: found?.language ?? DEFAULT_LANGUAGE }
}

/** The words to store with a reel. What can be suggested because of it is noted first. */
export async function wordsFor(
  reel: Texts,
  publisher: Publisher,
  publicFrom: Date | null,
): Promise<string[]> {
  const { words, spellings } = await wordsOfReel(describe(reel, publisher), publicFrom !== null)
  if (publicFrom) await noteTerms(spellings, publicFrom)
  return words
}

/** Gives a reel the words that it should have now, even if it or its partner is changed meanwhile. */
export async function renewWords(reelId: Types.ObjectId): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const reel = await readFieldsOfOne(ReelModel, { _id: reelId }, [
      ...TEXTS,
      'partner',
      'status',
      'publishedAt',
      'words',
    ])
    if (!reel || reel.status === 'withdrawn') return false
    const { _id, status, publishedAt, title, description, tags, language } = reel
    const publisher = await readPublisher(reel.partner)
    const words = await wordsFor(reel, publisher, status === 'ready' ? publishedAt : null)
    if (isSame(words, reel.words)) return false
    const { matchedCount } = await ReelModel.updateOne(
      // Otherwise the words of texts that have changed meanwhile could be stored last.
      { _id, status, title, description, tags, language: language ?? null },
      { $set: { words } },
    )
    if (matchedCount === 1 && (await hasBrand(reel.partner, publisher.brandName))) return true
  }
  return false
}

/** Follows a change of the brand that came between reading it and storing the words of a reel. */
export async function keepUpWithBrand(
  { _id, partner }: Pick<ReadReel, '_id' | 'partner'>,
  stored: Publisher,
) {
  // [97 brand] The walk through the reels of the partner may have passed by this one already.
  if (!(await hasBrand(partner, stored.brandName))) await renewWords(_id)
}

async function hasBrand(partner: Types.ObjectId, brandName: string): Promise<boolean> {
  return (await readPublisher(partner)).brandName === brandName
}

/**
 * Forgets what only this reel was found by.
 * @param after the texts that it has now, if it is still public
 */
export async function forgetTermsOf(before: Texts, brandName: string, after?: Texts): Promise<void> {
  const kept = after ? await idsOf(after, brandName) : new Set<string>()
  const gone = [...(await idsOf(before, brandName))].filter(id => !kept.has(id))
  if (gone.length === 0) return
  const terms = await readFields(TermModel, { _id: { $in: gone }, weight: { $lt: SELDOM } }, [
    'kind',
    'tokens',
  ])
  for (let at = 0; at < terms.length; at += AT_ONCE) {
    const batch = terms.slice(at, at + AT_ONCE)
    const used = await Promise.all(batch.map(term => ReelModel.exists(reelsWith(term))))
    const unused = batch.filter((_, index) => !used[index]).map(({ _id }) => _id)
    if (unused.length > 0) await TermModel.deleteMany({ _id: { $in: unused } })
  }
}

async function idsOf(reel: Texts, brandName: string): Promise<Set<string>> {
  const publisher = { brandName, language: DEFAULT_LANGUAGE }
  const { spellings } = await wordsOfReel(describe(reel, publisher), true)
  return new Set(spellings.map(({ id }) => id))
}

/** The public reels that have a word, all pieces of a phrase, or a tag; those that are scheduled included. */
export function reelsWith({ _id, kind, tokens }: Pick<Term, '_id' | 'kind' | 'tokens'>) {
  if (kind === 'tag') return { feeds: feedKey({ tag: _id.slice(1) }) }
  const anywhere = (token: string) => [inTier('1', token), inTier('2', token)]
  if (kind === 'word') return { words: { $in: tokens.flatMap(anywhere) } }
  const [first = '', ...others] = tokens
  const rest = others.map(token => ({ words: { $in: anywhere(token) } }))
  return { words: { $in: anywhere(first) }, ...(rest.length > 0 && { $and: rest }) }
}

function describe({ title, description, tags, language }: Texts, publisher: Publisher) {
  return {
    title,
    description,
    tags,
    language: language ?? publisher.language,
    brandName: publisher.brandName,
  }
}

function isSame(one: readonly string[], other: readonly string[] | null | undefined): boolean {
  return one.length === other?.length && one.every((word, at) => word === other[at])
}
