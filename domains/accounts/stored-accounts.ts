import { ObjectId } from 'mongodb'
import type * as z from 'zod'
import { partners, users } from '#domains/accounts/collections.ts'
import type { Partner } from '#domains/accounts/partner-model.ts'
import type { ProfileChanges } from '#domains/accounts/profile.ts'
import type { Account } from '#domains/accounts/schemas.ts'
import type { User } from '#domains/accounts/user-model.ts'
import { viewPartner, viewUser } from '#domains/accounts/view.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Role, Viewer } from '#shared/contract/viewer.ts'
import { CASE_INSENSITIVE } from '#shared/runtime/database/collections.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'

/** A user or a partner with what both have. */
export interface StoredAccount {
  id: string
  role: Role
  email: string
  /** What everybody knows it by: the username or the brand. */
  name: string
  /** The address that was asked for instead, until its owner confirms it. */
  expectedEmail: string | null
  passwordHash: string
  /** What may be shown to its owner. */
  view: z.infer<typeof Account>
}

/** Which account it is. */
type AccountKey = Pick<StoredAccount, 'role' | 'id'>

export async function findAccountById(role: Role, id: string): Promise<StoredAccount | null> {
  const _id = new ObjectId(id)
  if (role === 'user') return fromUser(await users().findOne({ _id }))
  return fromPartner(await partners().findOne({ _id }))
}

export async function findAccountByEmail(role: Role, email: string): Promise<StoredAccount | null> {
  const options = { collation: CASE_INSENSITIVE }
  if (role === 'user') return fromUser(await users().findOne({ email }, options))
  return fromPartner(await partners().findOne({ email }, options))
}

/** What is stored of changed fields: with a brand goes what it looks like, and what it is found by. */
type StoredChanges = ProfileChanges & { brandSkeletons?: string[]; words?: string[] }

/** Changes the fields that are given. */
export async function updateProfile({ role, id }: Viewer, changes: StoredChanges) {
  // MongoDB refuses an update of nothing.
  const isEmpty = Object.keys(changes).length === 0
  try {
    const account = isEmpty ? await findAccountById(role, id) : await setFields(role, id, changes)
    return account ?? refuse('NotAuthenticated')
  } catch (error) {
    const taken = duplicateKeyFields(error)
    if (taken?.includes('username')) return refuse('UsernameTaken')
    if (taken?.includes('brandSkeletons')) return refuse('BrandTaken')
    throw error
  }
}

/** Removes the document of an account. What else belongs to it is deleted by domains/deletion. */
export async function removeAccount(role: Role, id: string): Promise<void> {
  const _id = new ObjectId(id)
  if (role === 'user') await users().deleteOne({ _id })
  else await partners().deleteOne({ _id })
}

/**
 * Sets the hash of a new password, unless the hash has changed since the account was read. A change of the email that is not
 * confirmed yet ends with the old password. Gives whether it was set.
 */
export function replacePasswordHash(account: StoredAccount, passwordHash: string): Promise<boolean> {
  // [7 same-password] If the hash has changed since it was read, another change was first.
  const filter = { _id: account.id, passwordHash: account.passwordHash }
  return updateOne(account.role, filter, { passwordHash, expectedEmail: null })
}

/** Sets a new hash of the same password, unless another one was first. */
export function renewPasswordHash({ role, id, passwordHash }: StoredAccount, renewed: string) {
  return updateOne(role, { _id: id, passwordHash }, { passwordHash: renewed })
}

/**
 * Notes the address that an account is to have once its owner confirms it; only the latest counts.
 * @returns false if the account has another password than when it was read
 */
export function expectEmail({ role, id, passwordHash }: StoredAccount, email: string): Promise<boolean> {
  // A new password ends what the old one has asked for, whichever of the two comes first.
  return updateOne(role, { _id: id, passwordHash }, { expectedEmail: email })
}

/**
 * Confirms an address of an account: the one that it has, or the one that was asked for, which it has from now on.
 * @returns what has happened, or null if the account has neither asked for this address nor has it
 */
export async function confirmEmail({ role, id }: AccountKey, email: string) {
  try {
    const taken = { email, emailVerified: true, expectedEmail: null }
    if (await updateOne(role, { _id: id, expectedEmail: email }, taken)) return 'changed'
    return (await updateOne(role, { _id: id, email }, { emailVerified: true })) ? 'confirmed' : null
  } catch (error) {
    // Somebody has registered with this address since it was asked for.
    if (duplicateKeyFields(error)) return refuse('EmailTaken')
    throw error
  }
}

interface Filter {
  _id: string
  email?: string
  expectedEmail?: string
  passwordHash?: string
}

interface Changes {
  email?: string
  emailVerified?: boolean
  expectedEmail?: string | null
  passwordHash?: string
}

async function updateOne(role: Role, { _id, ...rest }: Filter, changes: Changes): Promise<boolean> {
  const filter = { _id: new ObjectId(_id), ...rest }
  const { matchedCount } =
    role === 'user'
      ? await users().updateOne(filter, { $set: changes })
      : await partners().updateOne(filter, { $set: changes })
  return matchedCount === 1
}

async function setFields(role: Role, id: string, changes: StoredChanges): Promise<StoredAccount | null> {
  // The driver would store null for a field that is undefined.
  const $set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const after = { returnDocument: 'after' } as const
  const _id = new ObjectId(id)
  return role === 'user'
    ? fromUser(await users().findOneAndUpdate({ _id }, { $set }, after))
    : fromPartner(await partners().findOneAndUpdate({ _id }, { $set }, after))
}

function fromUser(user: User | null): StoredAccount | null {
  if (!user) return null
  const { email, username: name, passwordHash, expectedEmail = null } = user
  const view = viewUser(user)
  return { id: view.id, role: view.role, email, name, expectedEmail, passwordHash, view }
}

function fromPartner(partner: Partner | null): StoredAccount | null {
  if (!partner) return null
  const { email, brandName: name, passwordHash, expectedEmail = null } = partner
  const view = viewPartner(partner)
  return { id: view.id, role: view.role, email, name, expectedEmail, passwordHash, view }
}
