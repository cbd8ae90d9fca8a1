import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { editReel } from '#domains/reels/editing.ts'
import { EXAMPLE_OWN_REEL } from '#domains/reels/example.ts'
import { reelFields } from '#domains/reels/fields.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { ReelAnswer } from '#domains/reels/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const ReelChanges = z.strictObject(reelFields).partial().meta({ id: 'ReelChanges' })

export const updateReel = defineEndpoint({
  method: 'PATCH',
  path: '/reels/{reelId}',
  summary: 'Edit a reel',
  description: 'Changes only the fields that you send.',
  auth: 'partner',
  params: ReelParams,
  body: ReelChanges,
  success: { status: 200, body: ReelAnswer, example: { reel: EXAMPLE_OWN_REEL } },
  errors: ['ReelNotFound', 'NotYourReel', 'ServiceUnavailable'],
  deploy: { share: 'rare', permissions: ['signing'] },

  async handle({ params, body, viewer, orFail }) {
    const edited = orFail(await editReel(params.reelId, viewer, body))
    return { reel: orFail(await viewReel(edited, viewer)) }
  },
})

export const handler = lambda(updateReel)
