import { randomUUID } from 'node:crypto'
import bcrypt from 'bcryptjs'
import mongoose from 'mongoose'
import { vi } from 'vitest'
import { BCRYPT_COST } from '#domains/accounts/passwords.ts'
import { database } from '../platform/database.ts'
import { PASSWORD } from './passwords.ts'
import type { Person } from './people.ts'

const LOWEST_COST = 4

/** Users who exist only in the database, with a hash that is compared in a millisecond. */
export async function addQuickUsers(count: number): Promise<{ email: string; password: string }[]> {
  const passwordHash = await bcrypt.hash(PASSWORD, LOWEST_COST)
  const users = Array.from({ length: count }, () => {
    const unique = randomUUID().slice(0, 13).replace('-', '_')
    return { username: unique, email: `${unique}@example.com`, passwordHash, createdAt: new Date() }
  })
  await database().collection('users').insertMany(users)
  return users.map(({ email }) => ({ email, password: PASSWORD }))
}

/** Gives a user such a hash. */
export async function makeQuick(user: Person): Promise<void> {
  const passwordHash = await bcrypt.hash(user.password, LOWEST_COST)
  const _id = new mongoose.mongo.ObjectId(user.id)
  await database().collection('users').updateOne({ _id }, { $set: { passwordHash } })
}

/** Keeps a login in this process from renewing such a hash. Ends with `vi.restoreAllMocks()`. */
export function keepQuickHashes(): void {
  vi.spyOn(bcrypt, 'getRounds').mockReturnValue(BCRYPT_COST)
}
