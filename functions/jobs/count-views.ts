import { countReactions, longestReactionWait } from '#domains/reactions/counting.ts'
import { countPublished } from '#domains/reels/scheduling.ts'
import { tellReels } from '#domains/statistics/adding.ts'
import { countEvents, longestEventWait } from '#domains/statistics/counting.ts'
import { countPlays, longestPlayWait } from '#domains/views/counting.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'
import { gaugeCountingWait } from '#shared/runtime/metrics.ts'

export const countViews = defineJob({
  schedule: 'rate(1 minute)',
  summary:
    'Counts what was watched, shared, liked, saved, sold and followed, and the reels that have become public',

  async run({ now, deadline }) {
    // What a run has left that died.
    const left = await tellReels()
    const { plays, views } = await countPlays(deadline)
    const reactions = await countReactions(deadline)
    const events = await countEvents(deadline)
    const reels = left + (await tellReels())
    const published = await countPublished(now, deadline)
    const waits = [longestPlayWait(now), longestReactionWait(now), longestEventWait(now)]
    const longestWaitSeconds = Math.max(...(await Promise.all(waits)))
    // An alarm is set on it: nobody sees what is watched while it waits.
    gaugeCountingWait(longestWaitSeconds)
    const longestWaitRounded = Math.round(longestWaitSeconds)
    return { plays, views, reactions, events, reels, published, longestWaitSeconds: longestWaitRounded }
  },
})

export const handler = scheduled(countViews)
