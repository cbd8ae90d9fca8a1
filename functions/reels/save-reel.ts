import { react } from '#domains/reactions/reacting.ts'
import { SaveState } from '#domains/reactions/schemas.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const saveReel = defineEndpoint({
  method: 'PUT',
  path: '/reels/{reelId}/save',
  summary: 'Save a reel',
  description: 'Adds the reel to `GET /me/saves`. Saving it again changes nothing and also succeeds.',
  auth: 'user',
  params: ReelParams,
  success: { status: 200, body: SaveState },
  errors: ['ReelNotFound'],
  deploy: { share: 'busy' },

  async handle({ params, viewer, orFail }) {
    const saves = orFail(await react('saves', viewer, params.reelId))
    return { saved: true, saves }
  },
})

export const handler = lambda(saveReel)
