import { readMediaFile } from '#domains/media/files.ts'
import { ImagekitEvent } from '#domains/media/imagekit-event.ts'
import { forgetEvent, isNewEvent, readWebhook } from '#domains/media/webhook.ts'
import { takeUploadedFile } from '#domains/reels/uploaded-file.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { count } from '#shared/runtime/metrics.ts'

// Publishes a reel whose browser was closed after the upload and before it could say so.
export const receiveImagekitEvent = defineEndpoint({
  method: 'POST',
  path: '/webhooks/imagekit',
  summary: 'Events of the media service',
  description:
    'Signed by ImageKit (Standard Webhooks headers) over the raw body; each event is taken once. `file.created` publishes the reel that waits for the file; others are taken and ignored.',
  auth: 'public',
  webhook: ImagekitEvent,
  success: { status: 204 },
  errors: ['InvalidSignature', 'MediaUnavailable'],

  async handle({ rawBody, headers, fail }) {
    const event = await readWebhook(rawBody, headers)
    if (!event) {
      count('WebhooksRefused')
      return fail('InvalidSignature')
    }
    if (event.type !== 'file.created' || !(await isNewEvent(event.id))) return
    try {
      await takeUploadedFile(readMediaFile(event.data))
    } catch (error) {
      // ImageKit sends it again, and then it must count as new.
      await forgetEvent(event.id)
      throw error
    }
  },
})

export const handler = lambda(receiveImagekitEvent)
