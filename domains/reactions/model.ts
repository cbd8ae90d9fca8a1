import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** One like or one save: there is at most one document for a user and a reel. */
function reactionSchema(collection: string) {
  return (
    new Schema(
      {
        user: { type: Schema.Types.ObjectId, required: true },
        reel: { type: Schema.Types.ObjectId, required: true },
        createdAt: { type: Date, required: true },
        /** Since when it waits for the job that counts it; it is missing once it is counted. */
        pendingSince: { type: Date },
      },
      { collection, versionKey: false },
    )
      // [39 one-each] Only this index makes two likes by one user at once a single like.
      .index({ user: 1, reel: 1 }, { unique: true })
      .index({ user: 1, createdAt: -1, _id: -1 })
      .index({ reel: 1 })
      .index({ pendingSince: 1 }, { sparse: true })
  )
}

export type Reaction = DocumentOf<ReturnType<typeof reactionSchema>>

export const LikeModel = defineModel('Like', reactionSchema('likes'))
export const SaveModel = defineModel('Save', reactionSchema('saves'))

/** The counters of a reel, each with the model whose documents it counts. */
export const MODELS = { likes: LikeModel, saves: SaveModel } as const
export type Counter = keyof typeof MODELS
