import type { Hydration } from '#domains/feed/hydration.ts'
import { maySeeFailure } from '#domains/feed/rules.ts'
import { urlsOf } from '#domains/media/video-urls.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'

/** The public shape of a reel for one viewer. A pure function of what was read. */
export function present(reel: ReadReel, hydration: Hydration, viewer: Viewer | null): Reel {
  const id = String(reel._id)
  const partnerId = String(reel.partner)
  const { video } = reel
  return {
    id,
    status: reel.status,
    title: reel.title,
    description: reel.description,
    tags: reel.tags,
    price: { amount: reel.price.amount, currency: reel.price.currency },
    video: video && {
      ...urlsOf(config().media.urlEndpoint, video.path),
      durationSeconds: video.durationSeconds,
      width: video.width,
      height: video.height,
      sizeBytes: video.sizeBytes,
    },
    partner: { id: partnerId, brandName: hydration.brandNames.get(partnerId) ?? '' },
    // A recount in the middle of a like may be off by one for a moment; the API never shows less than zero.
    counts: { likes: Math.max(0, reel.likes), saves: Math.max(0, reel.saves) },
    viewer:
      viewer?.role === 'user' ? { liked: hydration.liked.has(id), saved: hydration.saved.has(id) } : null,
    failure: reel.failure && maySeeFailure(reel, viewer) ? { ...reel.failure } : null,
    createdAt: reel.createdAt.toISOString(),
    updatedAt: reel.updatedAt.toISOString(),
  }
}
