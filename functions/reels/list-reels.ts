import * as z from 'zod'
import { readFeed } from '#domains/feed/lists.ts'
import { examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { Tag } from '#domains/reels/tag.ts'
import { Id } from '#shared/contract/fields.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listReels = defineEndpoint({
  method: 'GET',
  path: '/reels',
  summary: 'The feed',
  description:
    'Public reels, newest first. Filters can be combined. If you are logged in as a user, `viewer` says whether you liked and saved a reel.',
  auth: 'optional',
  query: z.strictObject({
    partner: Id.optional().meta({ description: 'Only the reels of this partner' }),
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
    return orFail(await readFeed(query, query, viewer))
  },
})

export const handler = lambda(listReels)
