import { afterAll, inject } from 'vitest'
import { deleteReel } from '#domains/deletion/reels.ts'
import { WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'

// Belongs to each file of tests. What it calls in this process uses the database and the services of the platform.
Object.assign(process.env, inject('settings'), { POWERTOOLS_LOG_LEVEL: 'WARN' })

// Other files look at the feed of the sample content.
afterAll(async () => {
  await connectDatabase()
  const filter = { _id: { $nin: inject('sampleReels') }, status: { $ne: 'withdrawn' as const } }
  const added = await ReelModel.find(filter, WITHOUT_FEEDS).lean<ReadReel[]>()
  for (const reel of added) await deleteReel(reel)
  await disconnectDatabase()
})
