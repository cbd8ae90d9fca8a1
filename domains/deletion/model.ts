import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

const TOMBSTONE_SECONDS = 90 * 24 * 60 * 60

/** What remains of a deleted reel for a while, so that its partner may delete it again. */
const deletedReelSchema = new Schema(
  { partner: { type: Schema.Types.ObjectId, required: true }, deletedAt: { type: Date, required: true } },
  { collection: 'deletedReels', versionKey: false },
).index({ deletedAt: 1 }, { expireAfterSeconds: TOMBSTONE_SECONDS })

export const DeletedReelModel = defineModel('DeletedReel', deletedReelSchema)

/** An account that its owner has deleted and whose belongings are not all gone yet. */
const accountDeletionSchema = new Schema(
  {
    /** Of a partner: the name that buyers still see. */
    brandName: { type: String, default: null },
    role: { type: String, enum: ['user', 'partner'] as const, required: true },
    askedAt: { type: Date, required: true },
  },
  { collection: 'accountDeletions', versionKey: false },
).index({ askedAt: 1 })

export type AccountDeletion = DocumentOf<typeof accountDeletionSchema>
export const AccountDeletionModel = defineModel('AccountDeletion', accountDeletionSchema)
