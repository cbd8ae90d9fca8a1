import mongoose, { type PipelineStage, type Types } from 'mongoose'
import { entitledTo } from '#domains/entitlements/rights.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** What a user has to do with the reels of a page; empty for everybody else. */
export interface Relations {
  /** The ids of reels. */
  liked: ReadonlySet<string>
  saved: ReadonlySet<string>
  /** The ids of the reels that the user has bought and may play. */
  entitled: ReadonlySet<string>
}
type Relation = keyof Relations

/** One query with a part for each relation, and none if nobody is logged in as a user. */
export async function readRelations(viewer: Viewer | null, reels: readonly ReadReel[]): Promise<Relations> {
  const relations = {
    liked: new Set<string>(),
    saved: new Set<string>(),
    entitled: new Set<string>(),
  }
  if (viewer?.role !== 'user') return relations
  const { LikeModel, SaveModel, EntitlementModel } = await models()
  const user = new mongoose.Types.ObjectId(viewer.id)
  const reactions = { user, reel: { $in: reels.map(({ _id }) => _id) } }
  const rights = entitledTo(viewer.id, reels)
  const found = await LikeModel.aggregate<{ relation: Relation; reel: Types.ObjectId }>([
    ...part('liked', reactions),
    union(SaveModel, part('saved', reactions)),
    ...(rights ? [union(EntitlementModel, part('entitled', rights))] : []),
  ])
  for (const { relation, reel } of found) relations[relation].add(String(reel))
  return relations
}

/** A visitor's feed does not wait for these. */
async function models() {
  const [reactions, entitlements] = await Promise.all([
    import('#domains/reactions/model.ts'),
    import('#domains/entitlements/model.ts'),
  ])
  return { ...reactions, ...entitlements }
}

type Part = (PipelineStage.Match | PipelineStage.Project)[]

function part(relation: Relation, filter: PipelineStage.Match['$match']): Part {
  return [{ $match: filter }, { $project: { _id: 0, reel: 1, relation: { $literal: relation } } }]
}

function union({ collection }: { collection: { name: string } }, pipeline: Part): PipelineStage.UnionWith {
  return { $unionWith: { coll: collection.name, pipeline } }
}
