import { defineJob, scheduled } from '#shared/job.ts'
import { removeOrphanedReactions, removeOrphanedReels } from '#shared/upkeep/orphans.ts'
import { deleteUnnamedFiles } from '#shared/upkeep/unnamed-files.ts'

export const removeOrphans = defineJob({
  schedule: 'rate(1 day)',
  summary: 'Removes likes, saves, reels and files that belong to nothing any more',

  async run({ now, deadline }) {
    const reels = await removeOrphanedReels(deadline)
    const reactions = await removeOrphanedReactions(deadline)
    const files = await deleteUnnamedFiles(now, deadline)
    return { reels: reels.removed, reactions: reactions.removed, files: files.deleted }
  },
})

export const handler = scheduled(removeOrphans)
