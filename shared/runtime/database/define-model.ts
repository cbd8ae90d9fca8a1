import { AsyncLocalStorage } from 'node:async_hooks'
import mongoose, { type Model, type Schema } from 'mongoose'

const permission = new AsyncLocalStorage<Promise<void>>()

/**
 * Runs the work of a request that may read at once but must write nothing before `permitted` is fulfilled:
 * whether the session is still alive is found out at the same time as whatever the request reads. Where it is
 * rejected, so is the first write.
 */
export function writingOnceAllowed<T>(permitted: Promise<void>, work: () => Promise<T>): Promise<T> {
  return permission.run(permitted, work)
}

const WRITING =
  /^(save|updateOne|updateMany|replaceOne|deleteOne|deleteMany|findOneAnd(Update|Replace|Delete))$/

/** A Mongoose model that holds to `writingOnceAllowed`. The only way in which this project makes one. */
export function defineModel<T>(name: string, schema: Schema<T>): Model<T> {
  const wait = async () => {
    await permission.getStore()
  }
  schema.pre(WRITING, wait)
  schema.pre('insertMany', wait)
  schema.pre('bulkWrite', wait)
  return mongoose.model<T>(name, schema)
}
