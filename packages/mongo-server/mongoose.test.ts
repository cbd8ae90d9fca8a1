import mongoose, { type Connection, Schema } from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from './test-mongo.ts'

let test: TestMongo
let connection: Connection
beforeAll(async () => {
  test = await startTestMongo()
  connection = await mongoose.createConnection(test.mongo.uri, { dbName: 'shop' }).asPromise()
})
afterAll(async () => {
  await connection.close()
  await test.stop()
})

const accountSchema = new Schema(
  {
    email: { type: String, required: true, unique: true },
    tags: [String],
    visits: { type: Number, default: 0 },
    friend: { type: Schema.Types.ObjectId, ref: 'Account' },
  },
  { timestamps: true, optimisticConcurrency: true },
)

describe('Mongoose', () => {
  it('makes its indexes, and saves, finds, populates and counts', async () => {
    const Account = connection.model('Account', accountSchema)
    await Account.init()
    expect((await Account.collection.indexes()).map(each => each['name'])).toEqual(['_id_', 'email_1'])
    const ann = await Account.create({ email: 'ann@x', tags: ['a'] })
    const bob = await Account.create({ email: 'bob@x', friend: ann._id })
    bob.tags.push('b', 'c')
    bob.visits += 1
    await bob.save()
    const found = await Account.findOne({ email: 'bob@x' })
      .populate<{ friend: { email: string } }>('friend')
      .lean()
    expect(found).toMatchObject({ tags: ['b', 'c'], visits: 1, friend: { email: 'ann@x' } })
    expect(await Account.exists({ email: 'ann@x' })).toEqual({ _id: ann._id })
    expect(await Account.countDocuments({ visits: { $gte: 1 } })).toBe(1)
    await expect(Account.create({ email: 'ann@x' })).rejects.toMatchObject({
      code: 11000,
      keyValue: { email: 'ann@x' },
    })
  })

  it('notices that a document was changed by another', async () => {
    const Account = connection.model('Account', accountSchema)
    const { _id } = await Account.create({ email: 'race@x' })
    const [one, two] = await Promise.all([Account.findById(_id).orFail(), Account.findById(_id).orFail()])
    one.visits = 1
    await one.save()
    two.visits = 2
    await expect(two.save()).rejects.toMatchObject({ name: 'VersionError' })
  })

  it('pulls subdocuments without an _id from an array', async () => {
    const itemSchema = new Schema({ name: String, size: Number }, { _id: false })
    const Basket = connection.model('Basket', new Schema({ items: [itemSchema] }))
    const { _id } = await Basket.create({
      items: [
        { name: 'x', size: 1 },
        { name: 'y', size: 2 },
        { name: 'z', size: 3 },
      ],
    })
    const basket = await Basket.findById(_id).orFail()
    basket.items.pull({ name: 'x', size: 1 }, { name: 'z', size: 3 })
    await basket.save()
    const kept = await Basket.findById(_id).orFail()
    expect(kept.items.map(each => each.name)).toEqual(['y'])
  })

  it('runs transactions, bulk writes and cursors', async () => {
    const Account = connection.model('Account', accountSchema)
    await connection.transaction(async session => {
      await Account.create([{ email: 't1@x' }, { email: 't2@x' }], { session, ordered: true })
    })
    await expect(
      connection.transaction(async session => {
        await Account.create([{ email: 't3@x' }], { session })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await Account.bulkWrite([
      { updateOne: { filter: { email: 't1@x' }, update: { $inc: { visits: 5 } } } },
      { updateOne: { filter: { email: 't4@x' }, update: { $set: { visits: 4 } }, upsert: true } },
    ])
    const emails: string[] = []
    for await (const each of Account.find({ email: /^t/ }).sort({ email: 1 }).cursor())
      emails.push(each.email)
    expect(emails).toEqual(['t1@x', 't2@x', 't4@x'])
    const [total] = await Account.aggregate([
      { $match: { email: /^t/ } },
      { $group: { _id: null, n: { $sum: '$visits' } } },
    ])
    expect(total).toEqual({ _id: null, n: 9 })
  })
})
