import * as z from 'zod'
import { readFollowing } from '#domains/feed/following.ts'
import { examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { Tag } from '#domains/reels/tag.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listFollowing = defineEndpoint({
  method: 'GET',
  path: '/feeds/following',
  summary: 'The reels of the partners that I follow',
  description: 'Newest first, from all of them together, to the very end. Filters can be combined.',
  auth: 'user',
  query: z.strictObject({
    tag: Tag.optional().meta({ description: 'Only reels with this tag' }),
    price: z
      .enum(['free', 'paid'])
      .optional()
      .meta({ description: '`free`: only reels that cost nothing. `paid`: only reels with a price' }),
    ...pageQuery,
  }),
  success: {
    status: 200,
    body: page(Reel),
    example: examplePage({ viewer: { liked: false, saved: false, following: true } }),
  },
  errors: ['InvalidCursor'],
  deploy: { share: 'busy', permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await readFollowing(query, query, viewer))
  },
})

export const handler = lambda(listFollowing)
