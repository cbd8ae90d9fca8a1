import { Schema } from 'mongoose'
import { verifyWebhook } from '#domains/media/files.ts'
import { ImagekitEvent } from '#domains/media/imagekit-event.ts'
import { config } from '#shared/runtime/config.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** How long an event is remembered; ImageKit's signatures hold for 5 minutes. */
const REMEMBERED_SECONDS = 24 * 60 * 60

const WebhookEventModel = defineModel(
  'WebhookEvent',
  new Schema<{ _id: string; receivedAt: Date }>(
    { _id: { type: String, required: true }, receivedAt: { type: Date, required: true } },
    { collection: 'webhookEvents', versionKey: false },
  ).index({ receivedAt: 1 }, { expireAfterSeconds: REMEMBERED_SECONDS }),
)

/** The event, or null where its signature or its time does not hold over exactly these bytes. */
export async function readWebhook(rawBody: string, headers: Readonly<Record<string, string | undefined>>) {
  const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? '']))
  const event = verifyWebhook(rawBody, signed, config().media.webhookSecret)
  const parsed = ImagekitEvent.safeParse(event)
  // The id that the signature covers, which is the same in every delivery of an event.
  return parsed.success ? { ...parsed.data, id: signed['webhook-id'] ?? parsed.data.id } : null
}

/** True for exactly one of several deliveries of the same event. */
export async function isNewEvent(id: string): Promise<boolean> {
  try {
    await WebhookEventModel.create({ _id: id, receivedAt: new Date() })
    return true
  } catch (error) {
    if (duplicateKeyFields(error)) return false
    throw error
  }
}

export async function forgetEvent(id: string): Promise<void> {
  await WebhookEventModel.deleteOne({ _id: id })
}
