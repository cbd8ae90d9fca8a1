import { Schema, type Types } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** One like or one save: there is at most one document for a user and a reel. */
export interface Reaction {
  _id: Types.ObjectId
  user: Types.ObjectId
  reel: Types.ObjectId
  createdAt: Date
}

function reactionModel(name: string, collection: string) {
  return defineModel(
    name,
    new Schema<Reaction>(
      {
        user: { type: Schema.Types.ObjectId, required: true },
        reel: { type: Schema.Types.ObjectId, required: true },
        createdAt: { type: Date, required: true },
      },
      { collection, versionKey: false },
    )
      // [39 one-each] Only this index makes two likes by one user at once a single like.
      .index({ user: 1, reel: 1 }, { unique: true })
      .index({ user: 1, createdAt: -1, _id: -1 })
      .index({ reel: 1 }),
  )
}

export const LikeModel = reactionModel('Like', 'likes')
export const SaveModel = reactionModel('Save', 'saves')

export type Counter = 'likes' | 'saves'
export const MODELS = { likes: LikeModel, saves: SaveModel } as const
