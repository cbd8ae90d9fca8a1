import { removeOrphanedFollows } from '#domains/upkeep/follows.ts'
import { removeOrphanedReactions, removeOrphanedReels } from '#domains/upkeep/orphans.ts'
import { deleteUnnamedFiles } from '#domains/upkeep/unnamed-files.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const removeOrphans = defineJob({
  schedule: 'rate(1 day)',
  summary: 'Removes likes, saves, follows, reels and files whose reel or account no longer exists',
  deploy: { permissions: ['media'] },

  async run({ now, deadline }) {
    const reels = await removeOrphanedReels(deadline)
    const reactions = await removeOrphanedReactions(deadline)
    const follows = await removeOrphanedFollows(deadline)
    const files = await deleteUnnamedFiles(now, deadline)
    return {
      reels: reels.removed,
      reactions: reactions.removed,
      follows: follows.removed,
      files: files.deleted,
    }
  },
})

export const handler = scheduled(removeOrphans)
