import type { Types } from 'mongoose'
import { PlayModel } from '#domains/views/model.ts'

/** Forgets what a deleted account has watched. What is counted of it names nobody. */
export async function forgetPlaysOf(account: Types.ObjectId): Promise<void> {
  // [128 plays] They would be there for up to two days.
  await PlayModel.deleteMany({ account })
}
