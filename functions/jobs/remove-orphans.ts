import { removeOrphanedReactions, removeOrphanedReels } from '#domains/upkeep/orphans.ts'
import { deleteUnnamedFiles } from '#domains/upkeep/unnamed-files.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const removeOrphans = defineJob({
  schedule: 'rate(1 day)',
  summary: 'Removes likes, saves, reels and files whose reel or account no longer exists',
  deploy: { permissions: ['media'] },

  async run({ now, deadline }) {
    const reels = await removeOrphanedReels(deadline)
    const reactions = await removeOrphanedReactions(deadline)
    const files = await deleteUnnamedFiles(now, deadline)
    return { reels: reels.removed, reactions: reactions.removed, files: files.deleted }
  },
})

export const handler = scheduled(removeOrphans)
