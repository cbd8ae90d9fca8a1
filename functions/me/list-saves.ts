import * as z from 'zod'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { page, pageQuery } from '#shared/http/fields.ts'
import { lambda } from '#shared/http/lambda.ts'
import { readReactions } from '#shared/reactions/reaction-lists.ts'
import { Reel } from '#shared/reels/reel.ts'
import { EXAMPLE_REEL } from '#shared/reels/reel-example.ts'

export const listSaves = defineEndpoint({
  method: 'GET',
  path: '/me/saves',
  summary: 'The reels that I saved',
  description: 'Latest saved first.',
  auth: 'user',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: page(Reel),
    example: { items: [{ ...EXAMPLE_REEL, viewer: { liked: false, saved: true } }], nextCursor: null },
  },
  errors: ['InvalidCursor'],

  async handle({ query, viewer }) {
    return readReactions('saves', viewer, query)
  },
})

export const handler = lambda(listSaves)
