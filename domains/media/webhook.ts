import * as z from 'zod'
import { MediaFile } from '#domains/media/files.ts'
import { shownText } from '#shared/contract/fields.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'
import { imagekit } from '#shared/runtime/imagekit.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'

// Lengths and numbers are in the document but are not checked: a signed event is never refused.
const number = z.unknown().meta({ override: { type: ['number', 'null'], minimum: 0 } })

const CreatedFile = z.looseObject({
  fileId: shownText(100),
  name: shownText(500),
  filePath: shownText(2_000).meta({ description: 'From the root of the media library' }),
  mime: shownText(200).optional(),
  size: number.optional().meta({ description: 'Bytes' }),
  width: number.optional(),
  height: number.optional(),
  duration: number.optional().meta({ description: 'Seconds' }),
})

const envelope = {
  id: shownText(200),
  created_at: shownText(100).optional().meta({ description: 'ISO 8601' }),
}

/** An event of ImageKit: the one that matters here with the fields that are read, or any other one. */
export const ImagekitEvent = z
  .union([
    z
      .looseObject({ ...envelope, type: z.literal('file.created'), data: CreatedFile })
      .meta({ title: 'A file was stored', description: 'Publishes the reel that the file was uploaded for' }),
    z
      .looseObject({
        ...envelope,
        type: shownText(200).meta({ description: 'Such as `file.updated` or `video.transformation.ready`' }),
        data: z.unknown().optional(),
      })
      .meta({ title: 'Any other event', description: 'Accepted and ignored' }),
  ])
  .meta({
    examples: [
      {
        type: 'file.created',
        id: 'd9c1b6a0-7f0e-4a44-9b21-0d2c8a6f5e13',
        created_at: '2026-11-22T18:00:00.000Z',
        data: {
          type: 'file',
          fileId: '6750a2c4e375273f6091e0b2',
          name: 'morning-waves.mp4',
          filePath: '/reels/6750a1b2c3d4e5f60718293b/6750a1b2c3d4e5f60718293a/1f0c9d3e5b7a/morning-waves.mp4',
          mime: 'video/mp4',
          size: 174_784,
          width: 360,
          height: 640,
          duration: 4,
        },
      },
    ],
  })
export type ImagekitEvent = z.infer<typeof ImagekitEvent>

/**
 * The event in a webhook of ImageKit.
 * @returns InvalidSignature if the signature or its time (±5 minutes) is not valid for exactly these bytes
 */
export function readWebhook(rawBody: string, headers: Readonly<Record<string, string | undefined>>) {
  const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? '']))
  const event = ImagekitEvent.safeParse(verify(rawBody, signed))
  if (!event.success) {
    count('WebhooksRefused')
    return refuse('InvalidSignature')
  }
  // The signature covers this id, which is the same in every delivery of an event.
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
