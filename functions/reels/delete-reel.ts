import { deleteOwnReel } from '#domains/deletion/reels.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const deleteReel = defineEndpoint({
  method: 'DELETE',
  path: '/reels/{reelId}',
  summary: 'Delete a reel',
  description:
    'The reel, its likes and its saves disappear from every list immediately. The video is deleted from the media service soon afterwards. Deleting a reel again also succeeds.',
  auth: 'partner',
  params: ReelParams,
  success: { status: 204 },
  errors: ['ReelNotFound', 'NotYourReel'],
  deploy: { share: 'rare', permissions: ['media'] },

  async handle({ params, viewer, orFail }) {
    orFail(await deleteOwnReel(params.reelId, viewer))
  },
})

export const handler = lambda(deleteReel)
