import * as z from 'zod'
import { listPurchases as list } from '#domains/purchases/reading.ts'
import { EXAMPLE_PAID, Purchase, PurchaseStatus } from '#domains/purchases/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listPurchases = defineEndpoint({
  method: 'GET',
  path: '/me/purchases',
  summary: 'My purchases',
  description: 'Newest first, whatever became of them.',
  auth: 'user',
  query: z.strictObject({
    status: PurchaseStatus.optional().meta({ description: 'Only purchases with this status' }),
    ...pageQuery,
  }),
  success: { status: 200, body: page(Purchase), example: { items: [EXAMPLE_PAID], nextCursor: null } },
  errors: ['InvalidCursor'],

  async handle({ query, viewer, orFail }) {
    return orFail(await list(viewer, query.status, query))
  },
})

export const handler = lambda(listPurchases)
