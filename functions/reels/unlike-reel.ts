import { unreact } from '#domains/reactions/reacting.ts'
import { LikeState } from '#domains/reactions/schemas.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const unlikeReel = defineEndpoint({
  method: 'DELETE',
  path: '/reels/{reelId}/like',
  summary: 'Unlike a reel',
  description: 'Also succeeds if you had not liked the reel.',
  auth: 'user',
  params: ReelParams,
  success: { status: 200, body: LikeState, example: { liked: false, likes: 40 } },
  errors: ['ReelNotFound'],
  deploy: { share: 'busy' },

  async handle({ params, viewer, orFail }) {
    const likes = orFail(await unreact('likes', viewer, params.reelId))
    return { liked: false, likes }
  },
})

export const handler = lambda(unlikeReel)
