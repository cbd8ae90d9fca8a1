import { ObjectId } from 'mongodb'
import { follows } from '#domains/follows/collections.ts'
import type { Follow } from '#domains/follows/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** Which of these partners the viewer follows; nobody but users follows anybody. */
export async function readFollowed(
  viewer: Viewer | null,
  partners: readonly ObjectId[],
): Promise<ReadonlySet<string>> {
  if (viewer?.role !== 'user') return new Set()
  // Without `_id`, the index alone answers this.
  const found = await follows()
    .find({ user: new ObjectId(viewer.id), partner: { $in: partners } })
    .project<Pick<Follow, 'partner'>>({ _id: 0, partner: 1 })
    .toArray()
  return new Set(found.map(({ partner }) => String(partner)))
}
