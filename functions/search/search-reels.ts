import * as z from 'zod'
import { examplePage } from '#domains/reels/example.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { Tag } from '#domains/reels/tag.ts'
import { searchReels as search } from '#domains/search/reels.ts'
import { Query } from '#domains/search/schemas.ts'
import { Id, shownText } from '#shared/contract/fields.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const searchReels = defineEndpoint({
  method: 'GET',
  path: '/search/reels',
  summary: 'Search reels',
  description:
    'Public reels that have every word of `q`: first those that have them in the title, the tags or the brand, then those that have them in the description. Accents, upper and lower case and the form of a word do not matter. The last word may be unfinished. If no reel has what was typed, words with a wrong letter are corrected. A page may be short, although there are more.',
  auth: 'optional',
  query: z.strictObject({
    q: Query,
    partner: Id.optional().meta({ description: 'Only the reels of this partner' }),
    tag: Tag.optional().meta({ description: 'Only reels with this tag' }),
    price: z
      .enum(['free', 'paid'])
      .optional()
      .meta({ description: '`free`: only reels that cost nothing. `paid`: only reels with a price' }),
    sort: z
      .enum(['relevant', 'newest'])
      .default('relevant')
      .meta({
        description: '`newest`: newest first, wherever the words are',
        examples: ['relevant'],
      }),
    ...pageQuery,
  }),
  success: {
    status: 200,
    body: page(Reel).extend({
      correctedTo: shownText(500).nullable().meta({
        description: 'What was searched for instead of words that no reel has. null if nothing was',
      }),
    }),
    example: { ...examplePage(), correctedTo: null },
  },
  errors: ['InvalidCursor'],
  deploy: { permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await search(query, query, viewer))
  },
})

export const handler = lambda(searchReels)
