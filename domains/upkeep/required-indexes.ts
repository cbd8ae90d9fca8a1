import mongoose, { type Collection, type IndexDefinition, type IndexOptions } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { FollowModel } from '#domains/follows/model.ts'
import { LikeModel, SaveModel } from '#domains/reactions/model.ts'
import { ActivityModel } from '#domains/trends/activity-model.ts'
import { RateLimitModel } from '#shared/runtime/limits/model.ts'

/** What is read of a model here, whatever its documents are. */
export interface IndexedModel {
  schema: { indexes(): [IndexDefinition, IndexOptions][] }
  collection: Pick<Collection, 'name' | 'listIndexes'>
}

/** Every model with a unique index: without it, likes are counted twice and emails are taken twice. */
export const UNIQUE_MODELS: readonly IndexedModel[] = [
  UserModel,
  PartnerModel,
  LikeModel,
  SaveModel,
  FollowModel,
  ActivityModel,
  RateLimitModel,
]

/** The unique indexes that models declare and the database does not have so, such as `likes (user, reel)`. */
export async function missingUniqueIndexes(models = UNIQUE_MODELS): Promise<string[]> {
  const missing = await Promise.all(
    models.map(async model => {
      const declared = model.schema.indexes().filter(([, options]) => options.unique)
      if (declared.length === 0) return []
      const existing = await listIndexes(model)
      return declared
        .filter(index => !existing.some(candidate => isSame(candidate, index)))
        .map(([keys]) => `${model.collection.name} (${Object.keys(keys).join(', ')})`)
    }),
  )
  return missing.flat()
}

const TRUSTED_MILLISECONDS = 60_000
let trustedUntil = 0

/** Like `missingUniqueIndexes`, but a clean result is cached for a minute. */
export async function missingUniqueIndexesNow(): Promise<string[]> {
  if (Date.now() < trustedUntil) return []
  const missing = await missingUniqueIndexes()
  if (missing.length === 0) trustedUntil = Date.now() + TRUSTED_MILLISECONDS
  return missing
}

interface ExistingIndex {
  key: Record<string, unknown>
  unique?: boolean
  collation?: Record<string, unknown>
  partialFilterExpression?: unknown
  sparse?: boolean
}

const NAMESPACE_NOT_FOUND = 26

async function listIndexes({ collection }: IndexedModel): Promise<ExistingIndex[]> {
  try {
    return await collection.listIndexes().toArray()
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError && error.code === NAMESPACE_NOT_FOUND) return []
    throw error
  }
}

function isSame(existing: ExistingIndex, [keys, options]: [IndexDefinition, IndexOptions]): boolean {
  const collation = Object.entries(options.collation ?? {})
  return (
    existing.unique === true &&
    JSON.stringify(existing.key) === JSON.stringify(keys) &&
    collation.every(([name, value]) => existing.collation?.[name] === value) &&
    // One that leaves documents out, or compares them in another way, is unique for some of them only.
    (existing.collation === undefined) === (collation.length === 0) &&
    existing.partialFilterExpression === undefined &&
    (existing.sparse ?? false) === (options.sparse ?? false)
  )
}
