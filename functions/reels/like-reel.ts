import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { LikeState } from '#shared/reactions/reaction.ts'
import { react } from '#shared/reactions/reactions.ts'
import { ReelParams } from '#shared/reels/reel-params.ts'

export const likeReel = defineEndpoint({
  method: 'PUT',
  path: '/reels/{reelId}/like',
  summary: 'Like a reel',
  description: 'One like of each user counts, however often it is sent.',
  auth: 'user',
  busy: true,
  params: ReelParams,
  success: { status: 200, body: LikeState },
  errors: ['ReelNotFound'],

  async handle({ params, viewer, fail }) {
    const likes = await react('likes', viewer, params.reelId)
    return likes === null ? fail('ReelNotFound') : { liked: true, likes }
  },
})

export const handler = lambda(likeReel)
