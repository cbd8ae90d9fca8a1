import bcrypt from 'bcryptjs'
import mongoose from 'mongoose'
import { BCRYPT_COST } from '#domains/accounts/passwords.ts'
import { readSettings } from '#local/settings.ts'
import type { Role } from '#shared/contract/viewer.ts'
import { loadConfig } from '#shared/runtime/config.ts'
import { signAccessToken } from '#shared/sessions/access-token.ts'

export const PASSWORD = 'nine-green-ladders'

/** Somebody who is logged in. */
export interface Person {
  id: string
  email: string
  sessionId: string
  /** A new token, valid for 15 minutes. */
  accessToken(): string
}

/**
 * The environment of the functions: the settings of a laptop, with the log and the metrics of a stage. Also set in this
 * process, so that the functions accept its tokens.
 */
export async function useSettings(given: Record<string, string>): Promise<Record<string, string>> {
  const settings = {
    ...readSettings(process.cwd(), {}),
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_METRICS_NAMESPACE: 'reels-bench',
    // That of one Lambda. A laptop has a larger pool.
    MONGODB_POOL_SIZE: '5',
    IMAGEKIT_URL_ENDPOINT: 'http://localhost:4010/local',
    ...given,
  }
  Object.assign(process.env, settings)
  await loadConfig()
  return settings
}

/** Creates accounts with the same password and a session each. */
export async function addPeople(uri: string, role: Role, count: number): Promise<Person[]> {
  const { MongoClient, ObjectId } = mongoose.mongo
  const client = await MongoClient.connect(uri)
  const passwordHash = await bcrypt.hash(PASSWORD, BCRYPT_COST)
  const createdAt = new Date()
  const accounts = Array.from({ length: count }, () => {
    const _id = new ObjectId()
    const name = `bench_${_id.toHexString()}`
    const common = { _id, email: `${name}@example.com`, passwordHash, createdAt }
    return role === 'user'
      ? { ...common, username: name }
      : {
          ...common,
          brandName: name,
          contactName: null,
          phone: null,
          website: null,
          bio: null,
          readyReels: 0,
        }
  })
  const sessions = accounts.map(({ _id }) => ({
    _id: new ObjectId(),
    account: _id,
    role,
    refreshHash: 'none',
    previousHash: null,
    rotatedAt: createdAt,
    userAgent: null,
    ip: null,
    createdAt,
    lastUsedAt: createdAt,
    expiresAt: new Date(createdAt.getTime() + 24 * 60 * 60 * 1_000),
  }))
  await client.db().collection(`${role}s`).insertMany(accounts)
  await client.db().collection('sessions').insertMany(sessions)
  await client.close()
  return accounts.map(({ _id, email }, n) => {
    const [id, sessionId] = [String(_id), String(sessions[n]?._id)]
    return { id, email, sessionId, accessToken: () => signAccessToken({ id, role, sessionId }) }
  })
}

/** Makes somebody follow these partners. */
export async function follow(
  db: mongoose.mongo.Db,
  person: Person | undefined,
  partners: readonly { _id: mongoose.mongo.ObjectId }[],
): Promise<void> {
  const user = new mongoose.mongo.ObjectId(person?.id)
  const createdAt = new Date()
  await db.collection('follows').insertMany(partners.map(({ _id }) => ({ user, partner: _id, createdAt })))
}
