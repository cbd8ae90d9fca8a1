import * as z from 'zod'
import { MAX_VIDEO_SECONDS } from '#domains/reels/limits.ts'
import { EXAMPLE_TICKET } from '#domains/tickets/example.ts'
import { TICKET_CHARACTERS } from '#domains/tickets/ticket.ts'

const MOST_VIEWS = 20
const MOST_INTERVALS = 200

const Seconds = z
  .number()
  .min(0, 'is negative')
  .max(MAX_VIDEO_SECONDS, `is over ${MAX_VIDEO_SECONDS}`)
  .meta({ examples: [3.2] })

/** Anything that is not a ticket of this API counts as one that has run out. */
export const TicketText = z
  .string()
  .min(1, 'is empty')
  .max(4 * TICKET_CHARACTERS, `has more than ${4 * TICKET_CHARACTERS} characters`)
  .regex(/^[A-Za-z0-9_-]+$/, 'has other characters than a ticket')
  .meta({ description: '`view.ticket` of the Reel', examples: [EXAMPLE_TICKET] })

export const Beacon = z
  .strictObject({
    ticket: TicketText,
    play: z
      .string()
      .regex(/^[0-9a-f]{32}$/i, 'is not 16 bytes in hex')
      .toLowerCase()
      .meta({
        description: 'Random, and the same for all beacons about one showing',
        examples: ['5f1d7a3c9e8b4260a1b2c3d4e5f60718'],
        minLength: 32,
        maxLength: 32,
      }),
    watched: z
      .array(
        z
          .array(Seconds)
          .length(2, 'is not a pair: from and to')
          .refine(([from = 0, to = 0]) => from <= to, 'ends before it begins'),
      )
      .max(MOST_INTERVALS, `has more than ${MOST_INTERVALS} entries`)
      .meta({
        description:
          'The parts of the video that were played, in seconds, from the beginning of this showing. Sending the same again, or parts of it in any order, changes nothing',
        examples: [
          [
            [0, 3.2],
            [5, 8],
          ],
        ],
      }),
    ended: z.boolean().meta({
      description:
        'Nothing more will come. It only informs: a beacon that arrives late is taken all the same',
      examples: [false],
    }),
  })
  .meta({ id: 'Beacon' })
export type Beacon = z.infer<typeof Beacon>

export const Beacons = z
  .strictObject({
    views: z.array(Beacon).min(1, 'is empty').max(MOST_VIEWS, `has more than ${MOST_VIEWS} entries`),
  })
  .meta({ id: 'Beacons' })
