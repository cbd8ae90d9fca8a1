import * as z from 'zod'
import { findReel } from '#domains/feed/view.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { addressesOf, reelAt } from '#domains/share/addresses.ts'
import { OEmbed, oembedOf } from '#domains/share/oembed.ts'
import { ANY_TEXT } from '#shared/contract/fields.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const pixels = z
  .string()
  .regex(/^[1-9][0-9]{0,4}$/, 'is not a whole number of pixels')
  .transform(Number)
  .optional()
  .meta({ override: { type: 'integer', format: 'int32', minimum: 1, maximum: 99_999 } })

export const getOembed = defineEndpoint({
  method: 'GET',
  path: '/oembed',
  summary: 'What a page that links to a reel can show of it',
  description: 'oEmbed 1.0 in JSON, for the address of a share page or of a reel in the player.',
  auth: 'public',
  query: z.strictObject({
    url: z
      .string()
      .min(1, 'is empty')
      .max(2_048)
      .meta({
        description: 'The address of a share page, or of a reel in the player',
        pattern: ANY_TEXT,
        examples: ['https://api.reels.example/s/2x5bda7XpT8favJED'],
      }),
    maxwidth: pixels,
    maxheight: pixels,
    format: z
      .string()
      .max(20)
      .optional()
      .meta({ description: '`json`, which is also the default', pattern: ANY_TEXT }),
  }),
  success: {
    status: 200,
    cacheControl: 'public, max-age=300',
    body: OEmbed,
    example: oembedOf(
      EXAMPLE_REEL,
      {
        player: 'https://reels.example',
        reel: `https://reels.example/reels/${EXAMPLE_REEL.id}`,
        partner: `https://reels.example/partners/${EXAMPLE_REEL.partner.id}`,
        share: '',
        oembed: '',
      },
      {},
    ),
  },
  errors: ['ReelNotFound', 'FormatNotSupported'],
  deploy: { permissions: ['signing', 'sessions'] },

  async handle({ query, headers, fail, orFail }) {
    if (query.format !== undefined && query.format !== 'json') return fail('FormatNotSupported')
    const host = headers['host'] ?? ''
    const id = reelAt(query.url, host)
    const reel = orFail(id === null ? refuse('ReelNotFound') : await findReel(id, null))
    return oembedOf(reel, addressesOf(reel, host), query)
  },
})

export const handler = lambda(getOembed)
