import * as z from 'zod'
import { readFollows } from '#domains/follows/listing.ts'
import { FollowedPartner } from '#domains/follows/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listFollows = defineEndpoint({
  method: 'GET',
  path: '/me/follows',
  summary: 'The partners that I follow',
  description: 'Most recently followed first.',
  auth: 'user',
  query: z.strictObject(pageQuery),
  success: { status: 200, body: page(FollowedPartner) },
  errors: ['InvalidCursor'],

  async handle({ query, viewer, orFail }) {
    return orFail(await readFollows(viewer, query))
  },
})

export const handler = lambda(listFollows)
