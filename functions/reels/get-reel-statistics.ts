import * as z from 'zod'
import { ReelParams } from '#domains/reels/params.ts'
import { readReelStatistics } from '#domains/statistics/reading.ts'
import { checkPeriod, ReelStatistics, statisticsQuery } from '#domains/statistics/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getReelStatistics = defineEndpoint({
  method: 'GET',
  path: '/reels/{reelId}/statistics',
  summary: 'What a reel of mine has brought',
  description:
    'Days are those of the time zone that you had then (`timeZone` of your account). What was watched is counted within a minute. Where views come from, hours and retention are told from five viewers on, so that nobody is singled out.',
  auth: 'partner',
  params: ReelParams,
  query: z.strictObject(statisticsQuery).superRefine(checkPeriod),
  success: { status: 200, body: ReelStatistics },
  errors: ['ReelNotFound', 'NotYourReel'],
  deploy: { share: 'rare' },

  async handle({ params, query, viewer, orFail }) {
    return orFail(await readReelStatistics(params.reelId, viewer, query))
  },
})

export const handler = lambda(getReelStatistics)
