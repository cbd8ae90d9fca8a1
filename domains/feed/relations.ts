import mongoose, { type PipelineStage, type Types } from 'mongoose'
import { entitledTo } from '#domains/entitlements/rights.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** What a user has to do with the reels of a page and their partners; empty for everybody else. */
export interface Relations {
  /** The ids of reels. */
  liked: ReadonlySet<string>
  saved: ReadonlySet<string>
  /** The ids of the reels that the user has bought and may play. */
  entitled: ReadonlySet<string>
  /** The ids of partners. */
  following: ReadonlySet<string>
}
type Relation = keyof Relations

/** One query with a part for each relation, and none if nobody is logged in as a user. */
export async function readRelations(
  viewer: Viewer | null,
  reels: readonly ReadReel[],
  partners: readonly Types.ObjectId[],
): Promise<Relations> {
  const relations = {
    liked: new Set<string>(),
    saved: new Set<string>(),
    entitled: new Set<string>(),
    following: new Set<string>(),
  }
  if (viewer?.role !== 'user') return relations
  const { LikeModel, SaveModel, EntitlementModel, FollowModel } = await models()
  const user = new mongoose.Types.ObjectId(viewer.id)
  const reactions = { user, reel: { $in: reels.map(({ _id }) => _id) } }
  const rights = entitledTo(viewer.id, reels)
  const found = await LikeModel.aggregate<{ relation: Relation; id: Types.ObjectId }>([
    ...part('liked', reactions, '$reel'),
    union(SaveModel, part('saved', reactions, '$reel')),
    union(FollowModel, part('following', { user, partner: { $in: partners } }, '$partner')),
    ...(rights ? [union(EntitlementModel, part('entitled', rights, '$reel'))] : []),
  ])
  for (const { relation, id } of found) relations[relation].add(String(id))
  return relations
}

/** A visitor's feed does not wait for these. */
async function models() {
  const [reactions, entitlements, follows] = await Promise.all([
    import('#domains/reactions/model.ts'),
    import('#domains/entitlements/model.ts'),
    import('#domains/follows/model.ts'),
  ])
  return { ...reactions, ...entitlements, ...follows }
}

type Part = (PipelineStage.Match | PipelineStage.Project)[]

function part(relation: Relation, filter: PipelineStage.Match['$match'], id: '$reel' | '$partner'): Part {
  return [{ $match: filter }, { $project: { _id: 0, id, relation: { $literal: relation } } }]
}

function union({ collection }: { collection: { name: string } }, pipeline: Part): PipelineStage.UnionWith {
  return { $unionWith: { coll: collection.name, pipeline } }
}
