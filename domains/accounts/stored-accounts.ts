import mongoose from 'mongoose'
import type * as z from 'zod'
import { type Partner, PartnerModel } from '#domains/accounts/partner-model.ts'
import type { ProfileChanges } from '#domains/accounts/profile.ts'
import type { Account } from '#domains/accounts/schemas.ts'
import { type User, UserModel } from '#domains/accounts/user-model.ts'
import { viewPartner, viewPublicPartner, viewUser } from '#domains/accounts/view.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Role, Viewer } from '#shared/contract/viewer.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { CASE_INSENSITIVE } from '#shared/runtime/database/define-model.ts'

/** A user or a partner with what both have. */
export interface StoredAccount {
  id: string
  role: Role
  email: string
  /** What everybody knows it by: the username or the brand. */
  name: string
  passwordHash: string
  /** What may be shown to its owner. */
  view: z.infer<typeof Account>
}

export async function findAccountById(role: Role, id: string): Promise<StoredAccount | null> {
  if (role === 'user') return fromUser(await UserModel.findById(id).lean())
  return fromPartner(await PartnerModel.findById(id).lean())
}

export async function findAccountByEmail(role: Role, email: string): Promise<StoredAccount | null> {
  if (role === 'user') return fromUser(await UserModel.findOne({ email }).collation(CASE_INSENSITIVE).lean())
  return fromPartner(await PartnerModel.findOne({ email }).collation(CASE_INSENSITIVE).lean())
}

/** Changes the fields that are given. */
export async function updateProfile({ role, id }: Viewer, changes: ProfileChanges) {
  // MongoDB refuses an update of nothing.
  const isEmpty = Object.keys(changes).length === 0
  try {
    const account = isEmpty ? await findAccountById(role, id) : await setFields(role, id, changes)
    return account ?? refuse('NotAuthenticated')
  } catch (error) {
    if (duplicateKeyFields(error)) return refuse('UsernameTaken')
    throw error
  }
}

/** Removes the document of an account. What else belongs to it is deleted by domains/deletion. */
export async function removeAccount(role: Role, id: string): Promise<void> {
  if (role === 'user') await UserModel.deleteOne({ _id: id })
  else await PartnerModel.deleteOne({ _id: id })
}

/** Sets the hash of an account, unless it has changed since it was read. Gives whether it was set. */
export async function replacePasswordHash(account: StoredAccount, passwordHash: string): Promise<boolean> {
  // [7 same-password] If the hash has changed since it was read, another change was first.
  const filter = { _id: new mongoose.Types.ObjectId(account.id), passwordHash: account.passwordHash }
  const { matchedCount } =
    account.role === 'user'
      ? await UserModel.updateOne(filter, { $set: { passwordHash } })
      : await PartnerModel.updateOne(filter, { $set: { passwordHash } })
  return matchedCount === 1
}

/** A partner as everybody sees it. */
export async function findPublicPartner(partnerId: string) {
  const partner = await PartnerModel.findById(partnerId).lean()
  return partner ? viewPublicPartner(partner) : refuse('PartnerNotFound')
}

async function setFields(role: Role, id: string, changes: ProfileChanges): Promise<StoredAccount | null> {
  const after = { returnDocument: 'after' } as const
  return role === 'user'
    ? fromUser(await UserModel.findOneAndUpdate({ _id: id }, { $set: changes }, after).lean())
    : fromPartner(await PartnerModel.findOneAndUpdate({ _id: id }, { $set: changes }, after).lean())
}

function fromUser(user: User | null): StoredAccount | null {
  if (!user) return null
  const { email, username: name, passwordHash } = user
  const view = viewUser(user)
  return { id: view.id, role: view.role, email, name, passwordHash, view }
}

function fromPartner(partner: Partner | null): StoredAccount | null {
  if (!partner) return null
  const { email, brandName: name, passwordHash } = partner
  const view = viewPartner(partner)
  return { id: view.id, role: view.role, email, name, passwordHash, view }
}
