import * as z from 'zod'
import { readPartnerStatistics } from '#domains/statistics/reading.ts'
import { checkPeriod, PartnerStatistics, statisticsQuery } from '#domains/statistics/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getStatistics = defineEndpoint({
  method: 'GET',
  path: '/me/statistics',
  summary: 'What all of my reels have brought',
  description:
    'The sum over all of your reels, the deleted ones included, with the followers that you have won. Days, hours and small numbers are as in the statistics of one reel.',
  auth: 'partner',
  query: z.strictObject(statisticsQuery).superRefine(checkPeriod),
  success: { status: 200, body: PartnerStatistics },
  errors: [],
  deploy: { share: 'rare' },

  async handle({ query, viewer }) {
    return await readPartnerStatistics(viewer, query)
  },
})

export const handler = lambda(getStatistics)
