import { unreact } from '#domains/reactions/reacting.ts'
import { SaveState } from '#domains/reactions/schemas.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const unsaveReel = defineEndpoint({
  method: 'DELETE',
  path: '/reels/{reelId}/save',
  summary: 'Unsave a reel',
  description: 'Removes the reel from `GET /me/saves`. Also succeeds if you had not saved it.',
  auth: 'user',
  params: ReelParams,
  success: { status: 200, body: SaveState, example: { saved: false, saves: 6 } },
  errors: ['ReelNotFound'],
  deploy: { share: 'busy' },

  async handle({ params, viewer, orFail }) {
    const saves = orFail(await unreact('saves', viewer, params.reelId))
    return { saved: false, saves }
  },
})

export const handler = lambda(unsaveReel)
