import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** How long an event is remembered. A sender that signs its events stops sending one long before. */
const REMEMBERED_SECONDS = 24 * 60 * 60

const schema = new Schema(
  { _id: { type: String, required: true }, handledAt: { type: Date, required: true } },
  { collection: 'handledEvents', versionKey: false },
).index({ handledAt: 1 }, { expireAfterSeconds: REMEMBERED_SECONDS })

export const HandledEventModel = defineModel('HandledEvent', schema)
