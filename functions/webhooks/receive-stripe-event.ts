import { takeStripeEvent } from '#domains/purchases/events.ts'
import { handleOtherEvent } from '#domains/purchases/other-events.ts'
import { withinPatience } from '#domains/purchases/reaching-stripe.ts'
import { StripeEvent } from '#domains/purchases/stripe-event.ts'
import { readStripeEvent } from '#domains/purchases/webhook.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const receiveStripeEvent = defineEndpoint({
  method: 'POST',
  path: '/webhooks/stripe',
  summary: 'Events of the payment service',
  description:
    'Stripe signs the raw body, with one of several secrets. An event only says when to look: what is done follows from what Stripe answers then. Events of others are accepted and ignored.',
  auth: 'public',
  webhook: StripeEvent,
  signedBy: 'stripe',
  maxBodyBytes: 256 * 1024,
  success: { status: 204 },
  errors: ['InvalidSignature'],
  deploy: { permissions: ['payments'] },

  async handle({ rawBody, headers, orFail }) {
    const event = orFail(readStripeEvent(rawBody, headers['stripe-signature']))
    await withinPatience(() => takeStripeEvent(event, handleOtherEvent))
  },
})

export const handler = lambda(receiveStripeEvent)
