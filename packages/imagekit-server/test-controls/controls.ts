import type { HttpBindings } from '@hono/node-server'
import { openControls, type Received, type TestControls } from '@reels/stand-in'
import { Hono } from 'hono'
import type { Context } from '../protocol/context.ts'
import { readJsonBody } from '../protocol/json-body.ts'
import { Refusal, refusalResponse } from '../protocol/replies.ts'
import { resendWebhook } from './resend-webhook.ts'

/** What the record says of a request. */
export interface RequestFacts {
  /** Of an upload, as sent. */
  folder?: string
  fileName?: string
  /** Of the file whose id is in the URL. */
  filePath?: string
}

export type ReceivedRequest = Received & RequestFacts

const wording = {
  refusal: (status: number, message: string) => refusalResponse(new Refusal(status, message)),
  rateLimit(milliseconds: number) {
    const response = wording.refusal(429, 'Too many requests.')
    response.headers.set('x-ratelimit-limit', '40')
    response.headers.set('x-ratelimit-reset', String(milliseconds))
    response.headers.set('x-ratelimit-interval', '1000')
    return response
  },
}

export function openTestControls(context: Context): TestControls {
  const own = new Hono<{ Bindings: HttpBindings }>()
  own.post('/_webhooks', async ({ env }) => resendWebhook(await readJsonBody(env.incoming), context))
  return openControls({ wording, readJson: readJsonBody, own })
}
