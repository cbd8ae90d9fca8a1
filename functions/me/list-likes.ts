import * as z from 'zod'
import { readReactions } from '#domains/feed/lists.ts'
import { examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listLikes = defineEndpoint({
  method: 'GET',
  path: '/me/likes',
  summary: 'The reels that I liked',
  description: 'Most recently liked first.',
  auth: 'user',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: page(Reel),
    example: examplePage({ viewer: { liked: true, saved: false, following: false } }),
  },
  errors: ['InvalidCursor'],
  deploy: { permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await readReactions('likes', viewer, query))
  },
})

export const handler = lambda(listLikes)
