import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { editReel } from '#domains/reels/editing.ts'
import { EXAMPLE_OWN_REEL } from '#domains/reels/example.ts'
import { reelFields } from '#domains/reels/fields.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { PublishAt } from '#domains/reels/scheduling.ts'
import { ReelAnswer } from '#domains/reels/schemas.ts'
import { moveTrend } from '#domains/trends/lists.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const ReelChanges = z
  .strictObject({ ...reelFields, publishAt: PublishAt })
  .partial()
  .meta({ id: 'ReelChanges' })

export const updateReel = defineEndpoint({
  method: 'PATCH',
  path: '/reels/{reelId}',
  summary: 'Edit a reel',
  description:
    'Changes only the fields that you send. `publishAt` plans when a reel becomes public that is not public yet, or publishes a scheduled one at once if it is null.',
  auth: 'partner',
  params: ReelParams,
  body: ReelChanges,
  success: { status: 200, body: ReelAnswer, example: { reel: EXAMPLE_OWN_REEL } },
  errors: ['ReelNotFound', 'NotYourReel', 'AlreadyPublic', 'ServiceUnavailable'],
  deploy: { share: 'rare', permissions: ['signing'] },

  async handle({ params, body, viewer, orFail }) {
    const edited = orFail(await editReel(params.reelId, viewer, body))
    const [reel] = await Promise.all([viewReel(edited, viewer), moveTrend(edited)])
    return { reel: orFail(reel) }
  },
})

export const handler = lambda(updateReel)
