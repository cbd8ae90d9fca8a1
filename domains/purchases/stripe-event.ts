import * as z from 'zod'
import { shownText } from '#shared/contract/fields.ts'

// Only what is read is checked: a signed event is never refused.
const id = shownText(255)
const metadata = z.record(shownText(40), shownText(500)).nullish()

const EventObject = z.looseObject({
  id: id.optional(),
  object: shownText(100).optional(),
  payment_intent: z
    .unknown()
    .meta({ override: { type: ['string', 'null'], maxLength: 255, pattern: '^pi_' } })
    .optional(),
  metadata: metadata.meta({ description: 'Names the purchase and the stage' }),
})

/** An event of Stripe: with an object as it was (v1), or with only its id (v2). */
export const StripeEvent = z
  .union([
    z
      .looseObject({
        id,
        object: z.literal('event'),
        type: shownText(200).meta({ description: 'Such as `checkout.session.completed`' }),
        created: z.number().meta({ description: 'Seconds since the epoch' }),
        livemode: z.boolean(),
        account: id.nullish().meta({ description: 'The account of a partner that it is about' }),
        data: z.looseObject({ object: EventObject }),
      })
      .meta({ title: 'Snapshot event' }),
    z
      .looseObject({
        id,
        object: z.literal('v2.core.event'),
        type: shownText(200).meta({ description: 'Such as `v2.core.account.closed`' }),
        created: shownText(100).meta({ description: 'RFC 3339' }),
        livemode: z.boolean(),
        related_object: z.looseObject({ id, type: shownText(200) }).nullish(),
      })
      .meta({ title: 'Thin event' }),
  ])
  .meta({
    examples: [
      {
        id: 'evt_1QK2aXB7',
        object: 'event',
        type: 'checkout.session.completed',
        created: 1_795_000_000,
        livemode: false,
        data: {
          object: {
            id: 'cs_test_a1b2c3',
            object: 'checkout.session',
            payment_intent: 'pi_3QK2aX',
            metadata: { purchase: '6750a1b2c3d4e5f60718293c', stage: 'prod' },
          },
        },
      },
    ],
  })
export type StripeEvent = z.infer<typeof StripeEvent>
