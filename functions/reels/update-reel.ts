import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { editReel } from '#domains/reels/editing.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { reelFields } from '#domains/reels/fields.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const ReelChanges = z.strictObject(reelFields).partial().meta({ id: 'ReelChanges' })

export const updateReel = defineEndpoint({
  method: 'PATCH',
  path: '/reels/{reelId}',
  summary: 'Edit a reel',
  description: 'Changes the fields that are given and no others.',
  auth: 'partner',
  params: ReelParams,
  body: ReelChanges,
  success: { status: 200, body: z.strictObject({ reel: Reel }), example: { reel: EXAMPLE_REEL } },
  errors: ['ReelNotFound', 'NotYourReel', 'ServiceUnavailable'],
  deploy: { share: 'rare' },

  async handle({ params, body, viewer, fail }) {
    const edited = await editReel(params.reelId, viewer, body)
    if (isRefusal(edited)) return fail(edited)
    const reel = await viewReel(edited, viewer)
    return reel ? { reel } : fail('ReelNotFound')
  },
})

export const handler = lambda(updateReel)
