import * as z from 'zod'
import { SaleStatistics } from '#domains/sales/schemas.ts'
import { readStatistics } from '#domains/sales/statistics.ts'
import { daysQuery, faultOfDays } from '#shared/contract/days.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

// A partner with many reels, in several currencies.
const MOST_ROWS = 100_000

export const getSaleStatistics = defineEndpoint({
  method: 'GET',
  path: '/me/sales/statistics',
  summary: 'What I have sold',
  description:
    'Sums by day of UTC or by reel, in whole minor units. Days and reels without a sale are left out. Each currency has rows of its own. Refunds and disputes count on the day on which they happen.',
  auth: 'partner',
  query: z
    .strictObject({
      ...daysQuery,
      by: z.enum(['day', 'reel']).meta({ description: 'What a row is about', examples: ['day'] }),
    })
    .superRefine((days, context) => {
      const message = faultOfDays(days)
      if (message) context.addIssue({ code: 'custom', path: ['to'], message })
    }),
  success: {
    status: 200,
    body: z.strictObject({ items: z.array(SaleStatistics).meta({ maxItems: MOST_ROWS }) }),
  },
  errors: [],

  async handle({ query, viewer }) {
    return { items: await readStatistics(viewer.id, query, query.by) }
  },
})

export const handler = lambda(getSaleStatistics)
