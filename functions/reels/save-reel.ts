import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { SaveState } from '#shared/reactions/reaction.ts'
import { react } from '#shared/reactions/reactions.ts'
import { ReelParams } from '#shared/reels/reel-params.ts'

export const saveReel = defineEndpoint({
  method: 'PUT',
  path: '/reels/{reelId}/save',
  summary: 'Save a reel',
  description: 'Keeps it in `GET /me/saves`. Saving it again changes nothing.',
  auth: 'user',
  busy: true,
  params: ReelParams,
  success: { status: 200, body: SaveState },
  errors: ['ReelNotFound'],

  async handle({ params, viewer, fail }) {
    const saves = await react('saves', viewer, params.reelId)
    return saves === null ? fail('ReelNotFound') : { saved: true, saves }
  },
})

export const handler = lambda(saveReel)
