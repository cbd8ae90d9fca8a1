import { deleteOwnReel } from '#domains/deletion/reels.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const deleteReel = defineEndpoint({
  method: 'DELETE',
  path: '/reels/{reelId}',
  summary: 'Delete a reel',
  description:
    'Gone from every list at once, its likes and saves with it; its video is deleted from the media service, tried again until it is. Deleting it again is a success.',
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
