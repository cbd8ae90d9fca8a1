import mongoose, { Schema } from 'mongoose'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { defineModel, writingOnceAllowed } from '#shared/runtime/database/define-model.ts'

interface Note {
  text: string
}

const NoteModel = defineModel<Note>(
  'Note',
  new Schema<Note>({ text: { type: String } }, { collection: 'writeGuardNotes', versionKey: false }),
)

beforeAll(async () => {
  await mongoose.connect(inject('mongodbUri'), { autoIndex: false })
})
afterAll(async () => {
  await NoteModel.collection.drop()
  await mongoose.disconnect()
})

const filter = { text: 'kept' }
const update = { $set: { text: 'changed' } }
const WRITES: Record<string, () => Promise<unknown>> = {
  create: () => NoteModel.create({ text: 'new' }),
  insertMany: () => NoteModel.insertMany([{ text: 'new' }]),
  bulkWrite: () => NoteModel.bulkWrite([{ insertOne: { document: { text: 'new' } } }]),
  updateOne: () => NoteModel.updateOne(filter, update).exec(),
  upsert: () => NoteModel.updateOne({ text: 'new' }, update, { upsert: true }).exec(),
  updateMany: () => NoteModel.updateMany(filter, update).exec(),
  replaceOne: () => NoteModel.replaceOne(filter, { text: 'changed' }).exec(),
  findOneAndUpdate: () => NoteModel.findOneAndUpdate(filter, update).exec(),
  findOneAndReplace: () => NoteModel.findOneAndReplace(filter, { text: 'changed' }).exec(),
  findOneAndDelete: () => NoteModel.findOneAndDelete(filter).exec(),
  deleteOne: () => NoteModel.deleteOne(filter).exec(),
  deleteMany: () => NoteModel.deleteMany(filter).exec(),
}

describe('a request whose session has ended', () => {
  it.each(Object.keys(WRITES))('may read, and writes nothing: %s', async name => {
    await NoteModel.deleteMany({})
    await NoteModel.create({ text: 'kept' })
    const refusal = Promise.withResolvers<void>()
    const read = Promise.withResolvers<Note | null>()
    const work = writingOnceAllowed(refusal.promise, async () => {
      read.resolve(await NoteModel.findOne(filter).lean<Note>())
      await WRITES[name]?.()
    })
    expect(await read.promise).toMatchObject({ text: 'kept' })
    refusal.reject(new Error('The session has ended'))
    await expect(work).rejects.toThrow('The session has ended')
    expect(await NoteModel.find({}, { _id: 0 }).lean()).toEqual([{ text: 'kept' }])
  })

  it('writes as soon as it is known to be alive', async () => {
    await NoteModel.deleteMany({})
    await writingOnceAllowed(Promise.resolve(), () => NoteModel.create({ text: 'new' }))
    expect(await NoteModel.countDocuments({ text: 'new' })).toBe(1)
  })
})
