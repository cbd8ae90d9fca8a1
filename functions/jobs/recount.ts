import { recountFollowers } from '#domains/upkeep/follows.ts'
import { recountPartners, recountReels } from '#domains/upkeep/recount.ts'
import { recountSaleDays } from '#domains/upkeep/recount-sale-days.ts'
import { recountPartnerDays, recountTotals } from '#domains/upkeep/recount-statistics.ts'
import { recountTrends } from '#domains/upkeep/recount-trends.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const recount = defineJob({
  schedule: 'rate(1 hour)',
  summary:
    'Recounts the likes, saves, views and days of reels, what trends, and the reels, followers, sales and days of partners, and corrects what is wrong',

  async run({ deadline }) {
    const reels = await recountReels(deadline)
    const partners = await recountPartners(deadline)
    const followers = await recountFollowers(deadline)
    const sales = await recountSaleDays(deadline)
    const totals = await recountTotals(deadline)
    const days = await recountPartnerDays(deadline)
    const trends = await recountTrends(deadline)
    return {
      reels: reels.reels,
      partners: partners.partners,
      sellers: sales.partners,
      trends: trends.trends,
      healed: [reels, partners, followers, sales, totals, days, trends].reduce(
        (sum, { healed }) => sum + healed,
        0,
      ),
    }
  },
})

export const handler = scheduled(recount)
