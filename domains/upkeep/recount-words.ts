import type { Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { reelsWith, renewWords } from '#domains/reels/wording.ts'
import { afterId, walk, walkNames } from '#domains/upkeep/walk.ts'
import { wordsOfBrand } from '#domains/words/brand-words.ts'
import { type Term, TermModel } from '#domains/words/term-model.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** More reels than this are not counted: words that are so common need not be told apart. */
const MOST_COUNTED = 65_536

/** Lets every reel be found by what it says now. */
export async function recountWords(deadline: number): Promise<{ reels: number; healed: number }> {
  let healed = 0
  const reels = await walk<{ _id: Types.ObjectId }>({
    job: 'recountWords',
    deadline,
    next: (after, limit) => readFields(ReelModel, afterId(after), []).sort({ _id: 1 }).limit(limit),
    async visit(batch) {
      for (const { _id } of batch) if (await renewWords(_id)) healed += 1
    },
  })
  return { reels, healed }
}

/** Lets every partner be found by its brand. */
export async function recountBrands(deadline: number): Promise<{ partners: number; healed: number }> {
  let healed = 0
  const partners = await walk<{ _id: Types.ObjectId; brandName: string; words?: string[] | null }>({
    job: 'recountBrands',
    deadline,
    next: (after, limit) =>
      readFields(PartnerModel, afterId(after), ['brandName', 'words']).sort({ _id: 1 }).limit(limit),
    async visit(batch) {
      for (const { _id, brandName, words: stored } of batch) {
        const words = wordsOfBrand(brandName)
        if (JSON.stringify(words) === JSON.stringify(stored)) continue
        const { modifiedCount } = await PartnerModel.updateOne({ _id, brandName }, { $set: { words } })
        healed += modifiedCount
      }
    },
  })
  return { partners, healed }
}

/** Counts the public reels of each term again, and forgets what no reel has any more. */
export async function recountTerms(now: Date, deadline: number): Promise<{ terms: number; healed: number }> {
  let healed = 0
  const terms = await walkNames<Pick<Term, '_id' | 'kind' | 'tokens' | 'weight' | 'publicFrom'>>({
    job: 'recountTerms',
    deadline,
    next: (after, limit) =>
      readFields(TermModel, afterId(after), ['kind', 'tokens', 'weight', 'publicFrom'])
        .sort({ _id: 1 })
        .limit(limit),
    async visit(batch) {
      for (const term of batch) {
        const { _id } = term
        const reels = await ReelModel.countDocuments(reelsWith(term)).limit(MOST_COUNTED)
        const weight = Math.floor(Math.log2(Math.max(1, reels)))
        if (reels === 0) healed += await forget(term, now)
        else if (weight !== term.weight) {
          healed += (await TermModel.updateOne({ _id }, { $set: { weight } })).modifiedCount
        }
      }
    },
  })
  return { terms, healed }
}

/** A term is noted before the reel that has it: one that is new may have no reel yet. */
const NEW_MILLISECONDS = 60 * 60 * 1_000

async function forget({ _id, publicFrom }: Pick<Term, '_id' | 'publicFrom'>, now: Date): Promise<number> {
  if (publicFrom.getTime() > now.getTime() - NEW_MILLISECONDS) return 0
  return (await TermModel.deleteOne({ _id, publicFrom })).deletedCount
}
