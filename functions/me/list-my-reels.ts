import * as z from 'zod'
import { readOwnReels } from '#domains/feed/lists.ts'
import { EXAMPLE_OWN_REEL, examplePage } from '#domains/reels/example.ts'
import { Reel, ReelStatus } from '#domains/reels/schemas.ts'
import { Query } from '#domains/search/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listMyReels = defineEndpoint({
  method: 'GET',
  path: '/me/reels',
  summary: 'My own reels',
  description:
    'Newest first, including those that are not public yet. With `q`, a page may be short, although there are more.',
  auth: 'partner',
  query: z.strictObject({
    status: ReelStatus.optional().meta({ description: 'Only reels with this status' }),
    q: Query.optional().meta({
      description: 'Only reels that have every word of this in their texts or tags',
    }),
    ...pageQuery,
  }),
  success: { status: 200, body: page(Reel), example: examplePage(EXAMPLE_OWN_REEL) },
  errors: ['InvalidCursor'],
  deploy: { permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    const { q, status } = query
    if (q === undefined) return orFail(await readOwnReels(viewer, status, query))
    const { searchOwnReels } = await import('#domains/search/own-reels.ts')
    return orFail(await searchOwnReels(viewer, { q, status }, query))
  },
})

export const handler = lambda(listMyReels)
