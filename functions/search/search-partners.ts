import * as z from 'zod'
import { PublicPartner } from '#domains/accounts/schemas.ts'
import { searchPartners as search } from '#domains/search/partners.ts'
import { Query } from '#domains/search/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const searchPartners = defineEndpoint({
  method: 'GET',
  path: '/search/partners',
  summary: 'Search partners',
  description:
    'Partners whose brand has every word of `q`, newest first. Accents and upper and lower case do not matter. The last word may be unfinished.',
  auth: 'optional',
  query: z.strictObject({ q: Query, ...pageQuery }),
  success: { status: 200, body: page(PublicPartner) },
  errors: ['InvalidCursor'],

  async handle({ query, viewer, orFail }) {
    return orFail(await search(query.q, query, viewer))
  },
})

export const handler = lambda(searchPartners)
