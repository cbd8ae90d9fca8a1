import * as z from 'zod'
import { readSales } from '#domains/sales/listing.ts'
import { Sale, SaleStatus } from '#domains/sales/schemas.ts'
import { Day, Id } from '#shared/contract/fields.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listSales = defineEndpoint({
  method: 'GET',
  path: '/me/sales',
  summary: 'My sales',
  description: 'What was bought of me, latest first. What was paid back, or is disputed, stays in the list.',
  auth: 'partner',
  query: z.strictObject({
    reel: Id.optional().meta({ description: 'Only sales of this reel' }),
    status: SaleStatus.optional().meta({ description: 'Only sales with this status' }),
    from: Day.optional().meta({ description: 'Only sales on this day of UTC, or later' }),
    to: Day.optional().meta({ description: 'Only sales on this day of UTC, or earlier' }),
    ...pageQuery,
  }),
  success: { status: 200, body: page(Sale) },
  errors: ['InvalidCursor'],

  async handle({ query, viewer, orFail }) {
    const { limit, cursor, ...filter } = query
    return orFail(await readSales(viewer.id, filter, { limit, cursor }))
  },
})

export const handler = lambda(listSales)
