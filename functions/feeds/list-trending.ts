import * as z from 'zod'
import { readTrending } from '#domains/feed/trending.ts'
import { examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { Tag } from '#domains/reels/tag.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listTrending = defineEndpoint({
  method: 'GET',
  path: '/feeds/trending',
  summary: 'Reels that trend',
  description:
    'The reels around which most is going on, then the newest ones, so that the list is never empty while there are reels. Likes, saves, views and shares count, with the weights of `GET /config`; with every half-life, they count half. A reel trends when enough accounts were active. Of 20 reels, two can be of one partner as long as others trend. No reel comes twice while you page; one that becomes more active meanwhile may be missing until you start again.',
  auth: 'optional',
  query: z.strictObject({
    tag: Tag.optional().meta({ description: 'Only reels with this tag' }),
    price: z
      .enum(['free', 'paid'])
      .optional()
      .meta({ description: '`free`: only reels that cost nothing. `paid`: only reels with a price' }),
    ...pageQuery,
  }),
  success: { status: 200, body: page(Reel), example: examplePage() },
  errors: ['InvalidCursor'],
  deploy: { share: 'busy', permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await readTrending(query, query, viewer))
  },
})

export const handler = lambda(listTrending)
