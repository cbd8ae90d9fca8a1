import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { openControls, type TestControls } from '@reels/stand-in'
import { Hono } from 'hono'
import { parseJson, readText } from '../protocol/body.ts'
import type { Context } from '../protocol/context.ts'
import { Refusal, refusalResponse, type StripeError } from '../protocol/refusals.ts'
import type { WebhookSender } from '../webhooks/sender.ts'
import { ACTIONS } from './actions.ts'
import { sendWebhooks } from './send-webhooks.ts'

/** What the record says of a request. */
export interface RequestFacts {
  body: string
  idempotencyKey: string
}

const TOO_MANY: StripeError = {
  type: 'invalid_request_error',
  code: 'rate_limit',
  message: 'Request rate limit exceeded.',
}

const wording = {
  refusal(status: number, message: string) {
    const type = status < 500 ? 'invalid_request_error' : 'api_error'
    return refusalResponse(new Refusal(status, { type, message }, false))
  },
  rateLimit: () => refusalResponse(new Refusal(429, TOO_MANY, false)),
}

export function openTestControls(context: Context, sender: WebhookSender): TestControls {
  const own = new Hono<{ Bindings: HttpBindings }>()
  own.get('/_ledger', () => Response.json(context.records.holdings()))
  own.post('/_webhooks', async ({ env }) =>
    Response.json(await sendWebhooks(await readJson(env.incoming), context, sender)),
  )
  for (const [name, action] of Object.entries(ACTIONS)) {
    own.post(`/_${name}`, async ({ env }) => {
      const given = await readJson(env.incoming)
      return Response.json(context.records.transaction(() => action(given, context)))
    })
  }
  return openControls({ wording, readJson, own })
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  return parseJson(await readText(request))
}
