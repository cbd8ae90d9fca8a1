import { deleteStrayFile } from '#domains/deletion/media.ts'
import { ImagekitEvent, readWebhook, storedFileOf } from '#domains/media/webhook.ts'
import { takeUploadedFile } from '#domains/reels/publishing.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { once } from '#shared/runtime/events/once.ts'

// Publishes a reel whose browser was closed after the upload and before it could say so.
export const receiveImagekitEvent = defineEndpoint({
  method: 'POST',
  path: '/webhooks/imagekit',
  summary: 'Events of the media service',
  description:
    'ImageKit signs the raw body (Standard Webhooks). Each event is handled once. `file.created` publishes the reel that the file was uploaded for. A file that no reel will ever use is deleted. All other events are accepted and ignored.',
  auth: 'public',
  webhook: ImagekitEvent,
  maxBodyBytes: 256 * 1024,
  success: { status: 204 },
  errors: ['InvalidSignature', 'MediaUnavailable'],
  deploy: { permissions: ['media'] },

  async handle({ rawBody, headers, orFail }) {
    const event = orFail(readWebhook(rawBody, headers))
    const file = storedFileOf(event)
    if (!file) return
    await once(event.id, async () => {
      await takeUploadedFile(file)
      await deleteStrayFile(file)
    })
  },
})

export const handler = lambda(receiveImagekitEvent)
