import { react } from '#domains/reactions/reacting.ts'
import { LikeState } from '#domains/reactions/schemas.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const likeReel = defineEndpoint({
  method: 'PUT',
  path: '/reels/{reelId}/like',
  summary: 'Like a reel',
  description: 'Each user counts once. Liking a reel again changes nothing and also succeeds.',
  auth: 'user',
  params: ReelParams,
  success: { status: 200, body: LikeState },
  errors: ['ReelNotFound'],
  deploy: { share: 'busy' },

  async handle({ params, viewer, orFail }) {
    const likes = orFail(await react('likes', viewer, params.reelId))
    return { liked: true, likes }
  },
})

export const handler = lambda(likeReel)
