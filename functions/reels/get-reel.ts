import * as z from 'zod'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { Reel } from '#shared/reels/reel.ts'
import { EXAMPLE_REEL } from '#shared/reels/reel-example.ts'
import { ReelModel } from '#shared/reels/reel-model.ts'
import { ReelParams } from '#shared/reels/reel-params.ts'
import { viewReel } from '#shared/reels/reel-views.ts'

export const getReel = defineEndpoint({
  method: 'GET',
  path: '/reels/{reelId}',
  summary: 'One reel',
  description: 'A reel that is not ready is there for its partner only.',
  auth: 'optional',
  busy: true,
  params: ReelParams,
  success: { status: 200, body: z.strictObject({ reel: Reel }), example: { reel: EXAMPLE_REEL } },
  errors: ['ReelNotFound'],

  async handle({ params, viewer, fail }) {
    const document = await ReelModel.findById(params.reelId, { feeds: 0 }).lean()
    const isVisible = document && (document.status === 'ready' || String(document.partner) === viewer?.id)
    const reel = isVisible ? await viewReel(document, viewer) : null
    return reel ? { reel } : fail('ReelNotFound')
  },
})

export const handler = lambda(getReel)
