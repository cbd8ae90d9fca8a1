import * as z from 'zod'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { page, pageQuery } from '#shared/http/fields.ts'
import { lambda } from '#shared/http/lambda.ts'
import { readReactions } from '#shared/reactions/reaction-lists.ts'
import { Reel } from '#shared/reels/reel.ts'
import { EXAMPLE_REEL } from '#shared/reels/reel-example.ts'

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

  async handle({ query, viewer }) {
    return readReactions('likes', viewer, query)
  },
})

export const handler = lambda(listLikes)
