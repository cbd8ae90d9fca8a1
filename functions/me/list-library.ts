import * as z from 'zod'
import { readLibrary } from '#domains/feed/lists.ts'
import { EXAMPLE_OWN_REEL, examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listLibrary = defineEndpoint({
  method: 'GET',
  path: '/me/library',
  summary: 'The reels that I bought',
  description:
    'Those that you may play, most recently bought first. Reels that were taken off sale or deleted by their partner stay here.',
  auth: 'user',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: page(Reel),
    example: examplePage({
      ...EXAMPLE_OWN_REEL,
      sale: { forSale: true, owned: true },
      viewer: { liked: false, saved: false, following: false },
    }),
  },
  errors: ['InvalidCursor'],
  deploy: { permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await readLibrary(viewer, query))
  },
})

export const handler = lambda(listLibrary)
