import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../../test-mongo.ts'

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

describe('failCommand', () => {
  it('fails and skips as many commands as its mode says', async () => {
    await failCommand({ times: 2 }, { failCommands: ['count'], errorCode: 8000 })
    await expect(count()).rejects.toMatchObject({ code: 8000 })
    await expect(count()).rejects.toMatchObject({ code: 8000 })
    expect(await count()).toMatchObject({ n: 0 })
    await failCommand({ skip: 1 }, { failCommands: ['count'], errorCode: 8000 })
    expect(await count()).toMatchObject({ n: 0 })
    await expect(count()).rejects.toMatchObject({ code: 8000 })
    await failCommand('off')
    expect(await count()).toMatchObject({ n: 0 })
  })

  it('fails only the clients of an application', async () => {
    const client = await test.connect({ appName: 'faulty' })
    await failCommand('alwaysOn', { failCommands: ['count'], errorCode: 8000, appName: 'faulty' })
    expect(await count()).toMatchObject({ n: 0 })
    await expect(client.db('test').command({ count: 'x' })).rejects.toMatchObject({ code: 8000 })
    await failCommand('off')
  })

  it('keeps a command waiting until its client gives up', async () => {
    const client = await test.connect({ retryReads: false, socketTimeoutMS: 50 })
    await failCommand({ times: 1 }, { failCommands: ['find'], blockConnection: true, blockTimeMS: 300 })
    const slow = client.db('test').collection('x').find({}).toArray()
    await expect(slow).rejects.toMatchObject({ name: 'MongoNetworkTimeoutError' })
  })

  it('adds the labels and the write concern error it is given', async () => {
    await failCommand(
      { times: 1 },
      {
        failCommands: ['insert'],
        errorLabels: ['Mine'],
        writeConcernError: { code: 64, codeName: 'WriteConcernFailed', errmsg: 'waited too long' },
      },
    )
    const collection = test.collection()
    const failed = collection.insertOne({ n: 1 })
    await expect(failed).rejects.toMatchObject({ code: 64 })
    await expect(failed).rejects.toSatisfy(error => error.hasErrorLabel('Mine'))
    expect(await collection.countDocuments()).toBe(1)
  })

  it.each([24, 112, 246, 251, 267])(
    'makes the driver run a transaction again if its commit fails with %i',
    async errorCode => {
      const collection = test.collection()
      await failCommand({ times: 1 }, { failCommands: ['commitTransaction'], errorCode })
      let runs = 0
      await test.client.withSession(session =>
        session.withTransaction(async () => {
          runs++
          await collection.insertOne({ n: 1 }, { session })
        }),
      )
      expect(runs).toBe(2)
      expect(await collection.countDocuments()).toBe(1)
    },
  )

  it('does not exist without test commands', async () => {
    const plain = await startTestMongo({ testCommands: false })
    await expect(
      plain.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' }),
    ).rejects.toMatchObject({ code: 59 })
    await plain.stop()
  })
})

function failCommand(mode: unknown, data: Document = {}) {
  return test.client.db('admin').command({ configureFailPoint: 'failCommand', mode, data })
}

function count() {
  return test.client.db('test').command({ count: 'x' })
}
