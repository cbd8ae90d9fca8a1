import * as z from 'zod'
import { rankReels } from '#domains/statistics/listing.ts'
import { RankedReel, REEL_SORTS } from '#domains/statistics/ranked-reel.ts'
import { checkPeriod, statisticsQuery } from '#domains/statistics/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listReelStatistics = defineEndpoint({
  method: 'GET',
  path: '/me/statistics/reels',
  summary: 'My reels by what they have brought',
  description:
    'Those with most first. Reels that the period has brought nothing to, and deleted ones, are left out.',
  auth: 'partner',
  query: z
    .strictObject({
      ...statisticsQuery,
      interval: statisticsQuery.interval.meta({ description: 'Makes no difference here' }),
      sort: z
        .enum(REEL_SORTS)
        .default('views')
        .meta({ description: 'What they are ordered by', examples: ['views'] }),
      ...pageQuery,
    })
    .superRefine(checkPeriod),
  success: { status: 200, body: page(RankedReel) },
  errors: ['InvalidCursor'],
  deploy: { share: 'rare', permissions: ['signing'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await rankReels(viewer, query, query))
  },
})

export const handler = lambda(listReelStatistics)
