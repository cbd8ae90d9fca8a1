import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** How long an event is remembered. A sender that signs its events stops sending one long before. */
const REMEMBERED_SECONDS = 24 * 60 * 60

const schema = new Schema(
  { _id: { type: String, required: true }, handledAt: { type: Date, required: true } },
  { collection: 'handledEvents', versionKey: false },
).index({ handledAt: 1 }, { expireAfterSeconds: REMEMBERED_SECONDS })

const HandledEventModel = defineModel('HandledEvent', schema)

/**
 * Handles an event that may be delivered several times. If the work fails or the process dies, the next delivery
 * does it. Two deliveries at the same time may both do the work, so it must be safe to repeat.
 */
export async function once(eventId: string, work: () => Promise<void>): Promise<void> {
  if (await HandledEventModel.exists({ _id: eventId })) return
  await work()
  const handled = { $setOnInsert: { handledAt: new Date() } }
  await HandledEventModel.updateOne({ _id: eventId }, handled, { upsert: true })
}
