import { recountPartners, recountReels } from '#domains/upkeep/recount.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const recount = defineJob({
  schedule: 'rate(1 hour)',
  summary:
    'Recounts the likes and saves of reels and the reels of partners, and corrects counters that are wrong',

  async run({ deadline }) {
    const reels = await recountReels(deadline)
    const partners = await recountPartners(deadline)
    return { reels: reels.reels, partners: partners.partners, healed: reels.healed + partners.healed }
  },
})

export const handler = scheduled(recount)
