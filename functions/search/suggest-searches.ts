import * as z from 'zod'
import { Query, Suggestion } from '#domains/search/schemas.ts'
import { suggest } from '#domains/search/suggesting.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const suggestSearches = defineEndpoint({
  method: 'GET',
  path: '/search/suggestions',
  summary: 'Suggestions while somebody types',
  description: 'Words of public reels, tags and partners that begin with what was typed. At most 10.',
  auth: 'public',
  query: z.strictObject({ q: Query }),
  success: {
    status: 200,
    body: z.strictObject({ items: z.array(Suggestion).max(10) }),
    example: {
      items: [
        { kind: 'word', text: 'morning waves' },
        { kind: 'tag', text: 'morning' },
        { kind: 'partner', text: 'Morning Films', id: '6750a1b2c3d4e5f60718293b' },
      ],
    },
  },
  errors: [],

  async handle({ query }) {
    return { items: await suggest(query.q) }
  },
})

export const handler = lambda(suggestSearches)
