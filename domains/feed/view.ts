import mongoose, { type Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { videoUrls } from '#domains/media/video-urls.ts'
import { LikeModel, SaveModel } from '#domains/reactions/model.ts'
import type { ReelDocument } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** What has to be read to show reels to somebody. */
interface Hydration {
  brandNames: ReadonlyMap<string, string>
  liked: ReadonlySet<string>
  saved: ReadonlySet<string>
}

/**
 * Documents to public shapes: one batch of reads for all of them, in parallel, then a pure function each.
 * A reel whose partner is gone is left out: it is about to be deleted.
 */
export async function viewReels(reels: readonly ReelDocument[], viewer: Viewer | null): Promise<Reel[]> {
  if (reels.length === 0) return []
  const hydration = await hydrate(reels, viewer)
  return reels.flatMap(reel => present(reel, hydration, viewer) ?? [])
}

/** One reel as `viewReels` shows it, or null. */
export async function viewReel(reel: ReelDocument, viewer: Viewer | null): Promise<Reel | null> {
  const [view] = await viewReels([reel], viewer)
  return view ?? null
}

async function hydrate(reels: readonly ReelDocument[], viewer: Viewer | null): Promise<Hydration> {
  const partnerIds = [...new Set(reels.map(reel => String(reel.partner)))]
  const reelIds = reels.map(reel => reel._id)
  const user = viewer?.role === 'user' ? new mongoose.Types.ObjectId(viewer.id) : null
  const reactedTo = async (model: typeof LikeModel): Promise<Set<string>> => {
    if (!user) return new Set()
    const filter = { user, reel: { $in: reelIds } }
    const reactions = await model.find(filter, { _id: 0, reel: 1 }).lean<{ reel: Types.ObjectId }[]>()
    return new Set(reactions.map(reaction => String(reaction.reel)))
  }
  const [partners, liked, saved] = await Promise.all([
    PartnerModel.find({ _id: { $in: partnerIds } }, { brandName: 1 }).lean(),
    reactedTo(LikeModel),
    reactedTo(SaveModel),
  ])
  return {
    brandNames: new Map(partners.map(partner => [String(partner._id), partner.brandName])),
    liked,
    saved,
  }
}

function present(reel: ReelDocument, hydration: Hydration, viewer: Viewer | null): Reel | null {
  const id = String(reel._id)
  const partnerId = String(reel.partner)
  const brandName = hydration.brandNames.get(partnerId)
  if (brandName === undefined) return null
  const { video } = reel
  return {
    id,
    status: reel.status,
    title: reel.title,
    description: reel.description,
    tags: reel.tags,
    price: { amount: reel.price.amount, currency: reel.price.currency },
    video: video && {
      ...videoUrls(video.path),
      durationSeconds: video.durationSeconds,
      width: video.width,
      height: video.height,
      sizeBytes: video.sizeBytes,
    },
    partner: { id: partnerId, brandName },
    // A recount in the middle of a like may be off by one for a moment; below zero is never shown.
    counts: { likes: Math.max(0, reel.likes), saves: Math.max(0, reel.saves) },
    viewer:
      viewer?.role === 'user' ? { liked: hydration.liked.has(id), saved: hydration.saved.has(id) } : null,
    failure: reel.failure && viewer?.id === partnerId ? { ...reel.failure } : null,
    createdAt: reel.createdAt.toISOString(),
    updatedAt: reel.updatedAt.toISOString(),
  }
}
