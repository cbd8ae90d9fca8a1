import { recountPartners, recountReels } from '#domains/upkeep/recount.ts'
import { recountSaleDays } from '#domains/upkeep/recount-sale-days.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const recount = defineJob({
  schedule: 'rate(1 hour)',
  summary:
    'Recounts the likes and saves of reels and the reels and sales of partners, and corrects counters that are wrong',

  async run({ deadline }) {
    const reels = await recountReels(deadline)
    const partners = await recountPartners(deadline)
    const sales = await recountSaleDays(deadline)
    return {
      reels: reels.reels,
      partners: partners.partners,
      sellers: sales.partners,
      healed: reels.healed + partners.healed + sales.healed,
    }
  },
})

export const handler = scheduled(recount)
