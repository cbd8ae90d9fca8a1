import { ImagekitEvent } from '#domains/media/imagekit-event.ts'
import { MediaFile } from '#domains/media/media-file.ts'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'
import { imagekit } from '#shared/runtime/imagekit.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'

/**
 * The event in a webhook of ImageKit.
 * @returns InvalidSignature if the signature or its time (±5 minutes) is not valid for exactly these bytes
 */
export function readWebhook(
  rawBody: string,
  headers: Readonly<Record<string, string | undefined>>,
): ImagekitEvent | Refusal<'InvalidSignature'> {
  const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? '']))
  const event = ImagekitEvent.safeParse(verify(rawBody, signed))
  if (!event.success) {
    count('WebhooksRefused')
    return refuse('InvalidSignature')
  }
  // The id that the signature covers, which is the same in every delivery of an event.
  return { ...event.data, id: signed['webhook-id'] ?? event.data.id }
}

/** The file that an event says was stored; null for any other event, or if it does not describe a file. */
export function storedFileOf(event: ImagekitEvent): MediaFile | null {
  if (event.type !== 'file.created') return null
  const file = MediaFile.safeParse(event.data)
  if (file.success) return file.data
  log().warn('An event says that a file was stored, and does not describe it', { eventId: event.id })
  return null
}

function verify(rawBody: string, headers: Record<string, string>): unknown {
  try {
    // [38 signature] Anyone can send a request to this address.
    return imagekit().webhooks.unwrap(rawBody, { headers, key: config().media.webhookSecret })
  } catch {
    // A wrong signature, a missing header, a wrong time and broken JSON look the same to the sender.
    return null
  }
}
