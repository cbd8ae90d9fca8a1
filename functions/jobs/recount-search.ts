import { recountBrands, recountTerms, recountWords } from '#domains/upkeep/recount-words.ts'
import { defineJob, scheduled } from '#shared/runtime/jobs/job.ts'

export const recountSearch = defineJob({
  schedule: 'rate(1 hour)',
  summary: 'Lets reels and partners be found by what they say now, and counts how common words are',

  async run({ now, deadline }) {
    const reels = await recountWords(deadline)
    const partners = await recountBrands(deadline)
    const terms = await recountTerms(now, deadline)
    return {
      reels: reels.reels,
      partners: partners.partners,
      terms: terms.terms,
      healed: reels.healed + partners.healed + terms.healed,
    }
  },
})

export const handler = scheduled(recountSearch)
