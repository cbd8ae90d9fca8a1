import mongoose, { type Types } from 'mongoose'
import { FollowModel } from '#domains/follows/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** Which of these partners the viewer follows; nobody but users follows anybody. */
export async function readFollowed(
  viewer: Viewer | null,
  partners: readonly Types.ObjectId[],
): Promise<ReadonlySet<string>> {
  if (viewer?.role !== 'user') return new Set()
  // Without `_id`, the index alone answers this.
  const follows = await FollowModel.find(
    { user: new mongoose.Types.ObjectId(viewer.id), partner: { $in: partners } },
    { _id: 0, partner: 1 },
  ).lean<{ partner: Types.ObjectId }[]>()
  return new Set(follows.map(({ partner }) => String(partner)))
}
