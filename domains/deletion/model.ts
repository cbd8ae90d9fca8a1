import { Schema, type Types } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** What remains of a deleted reel for a while, so that its partner may delete it again. */
export interface DeletedReel {
  _id: Types.ObjectId
  partner: Types.ObjectId
  deletedAt: Date
}

const TOMBSTONE_SECONDS = 90 * 24 * 60 * 60

export const DeletedReelModel = defineModel(
  'DeletedReel',
  new Schema<DeletedReel>(
    { partner: { type: Schema.Types.ObjectId, required: true }, deletedAt: { type: Date, required: true } },
    { collection: 'deletedReels', versionKey: false },
  ).index({ deletedAt: 1 }, { expireAfterSeconds: TOMBSTONE_SECONDS }),
)
