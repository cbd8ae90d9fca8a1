import { findReel } from '#domains/feed/view.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { ReelAnswer } from '#domains/reels/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getReel = defineEndpoint({
  method: 'GET',
  path: '/reels/{reelId}',
  summary: 'One reel',
  description: 'A reel that is not ready can be read only by its partner.',
  auth: 'optional',
  params: ReelParams,
  success: { status: 200, body: ReelAnswer, example: { reel: EXAMPLE_REEL } },
  errors: ['ReelNotFound'],
  deploy: { share: 'busy', permissions: ['signing'] },

  async handle({ params, viewer, orFail }) {
    return { reel: orFail(await findReel(params.reelId, viewer)) }
  },
})

export const handler = lambda(getReel)
