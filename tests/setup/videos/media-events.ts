import { createHmac, randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { askMedia } from '../platform/media-server.ts'

export interface Delivery {
  body: string
  id?: string
  secondsAgo?: number
  secret?: string | Buffer
}

/** Headers as ImageKit signs: Standard Webhooks, with the whole secret string as the key. */
export function headersOf({ body, id = randomUUID(), secondsAgo = 0, secret = ourSecret() }: Delivery) {
  const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo)
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

export function postEvent(body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${inject('apiUrl')}/webhooks/imagekit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
}

export function deliver(delivery: Delivery): Promise<Response> {
  return postEvent(delivery.body, headersOf(delivery))
}

/** The event that says that a file was stored. */
export async function fileCreated(fileId: string): Promise<string> {
  const data: unknown = JSON.parse(await (await askMedia(`/v1/files/${fileId}/details`)).text())
  return JSON.stringify({ type: 'file.created', id: randomUUID(), created_at: '', data })
}

function ourSecret(): string {
  return inject('settings')['IMAGEKIT_WEBHOOK_SECRET'] ?? ''
}
