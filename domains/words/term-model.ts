import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/**
 * A word, a phrase or a tag of public reels: what is suggested while somebody types, and what a wrong letter is corrected
 * to. Reels are found without it. Its id is the folded word; that of a tag begins with `#`.
 */
const schema = new Schema(
  {
    _id: { type: String, required: true },
    /** As it was first written, in lower case. */
    text: { type: String, required: true },
    kind: { type: String, enum: ['word', 'phrase', 'tag'] as const, required: true },
    /** What reels that have it are found by. */
    tokens: { type: [String], default: [] },
    /** Its first letters: 1 to 8 of them. */
    prefixes: { type: [String], default: [] },
    /** It and what is left of it without one of its letters; empty for what is not corrected to. */
    deletions: { type: [String], default: [] },
    /** The binary logarithm of the number of its public reels, rounded down: derived, and recounted by a job. */
    weight: { type: Number, default: 0 },
    /** When the first reel that has it became, or becomes, public. */
    publicFrom: { type: Date, required: true },
  },
  { collection: 'terms', versionKey: false },
)
  .index({ prefixes: 1, weight: -1, _id: 1 })
  .index({ deletions: 1 })
  // How common the words of a query are.
  .index({ tokens: 1 })

export type Term = DocumentOf<typeof schema>
export const TermModel = defineModel('Term', schema)
