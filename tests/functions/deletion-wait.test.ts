import { afterAll, beforeAll, expect, it } from 'vitest'
import { dueFolders, keepFolder, withPendingFolder } from '#domains/media/pending-files.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { openContainer, ownDatabase, ownMedia } from '../setup/faults/container.ts'

const HOUR = 60 * 60 * 1_000

let own: Awaited<ReturnType<typeof ownDatabase>>
let media: Awaited<ReturnType<typeof ownMedia>>
beforeAll(async () => {
  own = await ownDatabase()
  media = await ownMedia()
  await openContainer({ ...media.settings, MONGODB_URI: own.uri })
  await connectDatabase()
})
afterAll(async () => {
  await disconnectDatabase()
  await media.close()
  await own.close()
})

async function longestWaitSeconds(): Promise<number> {
  const { jobs } = await readDeclarations(process.cwd())
  const job = jobs.find(({ name }) => name === 'deleteMedia')
  if (!job) throw new Error('There is no such job')
  return (await runJob(job.job))['longestWaitSeconds'] ?? Number.NaN
}

it('the wait of a video that cannot be deleted counts from when its deletion was due, however often it was tried', async () => {
  expect(await longestWaitSeconds()).toBe(0)
  for (const [folder, hours] of [
    ['/reels/stuck', -2],
    ['/reels/later', 1],
  ] as const) {
    const emptyAt = new Date(Date.now() + hours * HOUR)
    await withPendingFolder({ folder, emptyAt }, async () => ({ folder: 'pending', result: null }))
  }
  await media.fail({ fault: 'status', status: 500 })
  const first = await longestWaitSeconds()
  expect(first).toBeGreaterThanOrEqual(7_200)
  expect(first).toBeLessThan(7_300)
  // Its next attempt is not due yet, but its wait counts.
  expect(await longestWaitSeconds()).toBeGreaterThanOrEqual(first)
  await media.mend()
  await own.db.collection('pendingFolders').updateOne({ attempts: 1 }, { $set: { dueAt: new Date(0) } })
  expect(await longestWaitSeconds()).toBe(0)
})

it('the note of a folder stays if it was replaced while a job decided to remove it', async () => {
  const folder = '/reels/replaced'
  const noteAt = (time: number) =>
    withPendingFolder({ folder, emptyAt: new Date(time) }, async () => ({ folder: 'pending', result: null }))
  await noteAt(1_000)
  const [read] = await dueFolders(new Date(2_000), 1)
  await noteAt(1_500)
  await keepFolder(folder, read)
  expect(await dueFolders(new Date(2_000), 1)).toMatchObject([{ _id: folder, dueAt: new Date(1_500) }])
  await keepFolder(folder)
  expect(await dueFolders(new Date(2_000), 1)).toEqual([])
})
