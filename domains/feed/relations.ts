import { type Document, ObjectId } from 'mongodb'
import { entitlements } from '#domains/entitlements/collections.ts'
import { entitledTo } from '#domains/entitlements/rights.ts'
import { follows } from '#domains/follows/collections.ts'
import { REACTIONS } from '#domains/reactions/collections.ts'
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
export async function readRelations(viewer: Viewer | null, reels: readonly ReadReel[]): Promise<Relations> {
  const relations = {
    liked: new Set<string>(),
    saved: new Set<string>(),
    entitled: new Set<string>(),
    following: new Set<string>(),
  }
  if (viewer?.role !== 'user') return relations
  const user = new ObjectId(viewer.id)
  const reactions = { user, reel: { $in: reels.map(({ _id }) => _id) } }
  const partners = [...new Map(reels.map(({ partner }) => [String(partner), partner])).values()]
  const rights = entitledTo(viewer.id, reels)
  const found = await REACTIONS.likes()
    .aggregate<{ relation: Relation; id: ObjectId }>([
      ...part('liked', reactions, '$reel'),
      union(REACTIONS.saves.collectionName, part('saved', reactions, '$reel')),
      union(follows.collectionName, part('following', { user, partner: { $in: partners } }, '$partner')),
      ...(rights ? [union(entitlements.collectionName, part('entitled', rights, '$reel'))] : []),
    ])
    .toArray()
  for (const { relation, id } of found) relations[relation].add(String(id))
  return relations
}

function part(relation: Relation, filter: Document, id: '$reel' | '$partner'): Document[] {
  return [{ $match: filter }, { $project: { _id: 0, id, relation: { $literal: relation } } }]
}

function union(coll: string, pipeline: Document[]): Document {
  return { $unionWith: { coll, pipeline } }
}
