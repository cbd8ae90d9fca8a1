import * as z from 'zod'
import { readReactions } from '#domains/feed/lists.ts'
import { examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listSaves = defineEndpoint({
  method: 'GET',
  path: '/me/saves',
  summary: 'The reels that I saved',
  description: 'Most recently saved first.',
  auth: 'user',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: page(Reel),
    example: examplePage({ viewer: { liked: false, saved: true, following: false } }),
  },
  errors: ['InvalidCursor'],
  deploy: { permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await readReactions('saves', viewer, query))
  },
})

export const handler = lambda(listSaves)
