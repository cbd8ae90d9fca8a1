import { afterAll } from 'vitest'
import { expectOk, type Person } from '../../setup/people/people.ts'
import { publishReel } from '../../setup/videos/videos.ts'

/** Publishes reels for the tests of one file. They are deleted then: other files look at the feed of the sample content. */
export function usePublishing(): typeof publishReel {
  const published: { partner: Person; reelId: string }[] = []
  afterAll(async () => {
    for (const { partner, reelId } of published)
      expectOk(await partner.api.deleteReel({ params: { reelId } }))
  })
  return async (partner, fields) => {
    const reel = await publishReel(partner, fields)
    published.push({ partner, reelId: reel.id })
    return reel
  }
}
