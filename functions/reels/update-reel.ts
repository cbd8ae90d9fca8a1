import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import { reelFields } from '#domains/reels/fields.ts'
import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import { findOwnReel } from '#domains/reels/own-reel.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

// [45 attempts] More attempts would only add to the load.
const MAX_ATTEMPTS = 3

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
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const before = await findOwnReel(params.reelId, viewer, fail)
      const updated = await edit(before, body)
      const reel = updated && (await viewReel(updated, viewer))
      if (reel) return { reel }
    }
    return fail('ServiceUnavailable')
  },
})

export const handler = lambda(updateReel)

// A reel's lists follow from its tags and price, so an edit holds only where those are what it was worked
// out from.
async function edit(
  before: ReelDocument,
  changes: z.infer<typeof ReelChanges>,
): Promise<ReelDocument | null> {
  const { _id, status, tags, price } = before
  const feeds =
    status === 'ready'
      ? feedKeys({ ...before, tags: changes.tags ?? tags, price: changes.price ?? price })
      : []
  return ReelModel.findOneAndUpdate(
    { _id, status, tags, price },
    { $set: { ...changes, feeds, updatedAt: new Date() } },
    { returnDocument: 'after' },
  ).lean<ReelDocument>()
}
