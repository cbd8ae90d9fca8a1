import { execFile } from 'node:child_process'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { missingUniqueIndexes, UNIQUE_MODELS } from '#domains/upkeep/required-indexes.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { openContainer, ownDatabase } from '../setup/faults/container.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'
import '../setup/reports/seen.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({
    STAGE: 'staging',
    MONGODB_URI: own.uri,
    SESSION_KEYS: `k:${'s'.repeat(32)}`,
    IMAGEKIT_PRIVATE_KEY: 'private_of-a-stage',
    IMAGEKIT_WEBHOOK_SECRET: 'whsec_of-a-stage',
    STRIPE_SECRET_KEY: 'sk_test_of-a-stage',
    STRIPE_WEBHOOK_SECRETS: 'account:whsec_of-a-stage,connect:whsec_of-a-stage,thin:whsec_of-a-stage',
  })
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

const health = async () => {
  const response = await fetchInProcess('http://in-process/health')
  return { status: response.status, text: await response.text(), retry: response.headers.get('retry-after') }
}
// Not synchronous: the database is in this process.
const deploy = () =>
  new Promise<{ status: string | number; stderr: string }>(resolve => {
    const environment = { ...process.env, MONGODB_URI: own.uri }
    execFile(
      process.execPath,
      ['tooling/packaging/db-indexes.ts'],
      { env: environment },
      (error, _, stderr) => resolve({ status: error ? (error.code ?? 'killed') : 0, stderr }),
    )
  })

it('[49] answers /health with 503 while a unique index is missing in a deployed stage, and 200 once it is there', async ({
  task,
}) => {
  const likes = own.db.collection('likes')
  await likes.dropIndex('user_1_reel_1')
  const without = await health()
  expect(without).toMatchObject({ status: 503, retry: '2' })
  expect(without.text).toContain('"ServiceUnavailable"')
  expect(without.text).toContain('lacks unique indexes')

  await likes.createIndex({ user: 1, reel: 1 })
  expect((await health()).status, 'an index of the same keys that is not unique').toBe(503)
  await likes.dropIndex('user_1_reel_1')

  expect((await deploy()).status).toBe(0)
  expect((await health()).status).toBe(200)
  task.meta.seen = 'likes (user, reel) dropped: 503; there but not unique: 503; after db:indexes: 200'
})

it('[49] fails the deploy step and names the index if documents or another index prevent a unique index', async ({
  task,
}) => {
  const pair = { user: new mongoose.mongo.ObjectId(), reel: new mongoose.mongo.ObjectId() }
  const saves = own.db.collection('saves')
  await saves.dropIndex('user_1_reel_1')
  await saves.insertMany([{ ...pair }, { ...pair }])
  const withDuplicates = await deploy()
  expect(withDuplicates.status).toBe(1)
  expect(withDuplicates.stderr).toContain('saves (user, reel)')
  expect(withDuplicates.stderr).toContain('duplicate key')

  await saves.deleteMany({})
  await saves.createIndex({ user: 1, reel: 1 })
  const withAnother = await deploy()
  expect(withAnother.status).toBe(1)
  expect(withAnother.stderr).toContain('saves (user, reel)')
  await saves.dropIndex('user_1_reel_1')
  expect((await deploy()).status).toBe(0)
  expect(await missingUniqueIndexes()).toEqual([])
  task.meta.seen =
    'two equal saves: exit 1, "saves (user, reel)"; an index that is not unique: exit 1; without them: exit 0'
})

it('[49] looks for every unique index that any model declares', () => {
  const declared = Object.values(mongoose.models).filter(model =>
    model.schema.indexes().some(([, options]) => options.unique),
  )
  expect(UNIQUE_MODELS.map(model => model.collection.name).sort()).toEqual(
    declared.map(model => model.collection.name).sort(),
  )
})
