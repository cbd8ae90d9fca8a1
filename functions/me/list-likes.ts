import * as z from 'zod'
import { readReactions } from '#domains/feed/lists.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listLikes = defineEndpoint({
  method: 'GET',
  path: '/me/likes',
  summary: 'The reels that I liked',
  description: 'Latest liked first.',
  auth: 'user',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: page(Reel),
    example: { items: [{ ...EXAMPLE_REEL, viewer: { liked: true, saved: false } }], nextCursor: null },
  },
  errors: ['InvalidCursor'],

  async handle({ query, viewer, fail }) {
    const list = await readReactions('likes', viewer, query)
    return isRefusal(list) ? fail(list) : list
  },
})

export const handler = lambda(listLikes)
