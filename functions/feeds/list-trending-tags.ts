import * as z from 'zod'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { MOST_COUNTED, trendingTags } from '#domains/trends/tags.ts'
import { Count, shownText } from '#shared/contract/fields.ts'
import { pageQuery } from '#shared/contract/page.ts'
import { PAGE_LIMIT } from '#shared/contract/shown.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const TrendingTag = z
  .strictObject({
    tag: shownText(REEL_LIMITS.tagCharacters),
    reels: Count.meta({
      description: `The number of public reels with this tag, counted up to ${MOST_COUNTED}`,
    }),
  })
  .meta({ id: 'TrendingTag', examples: [{ tag: 'ocean', reels: 12 }] })

export const listTrendingTags = defineEndpoint({
  method: 'GET',
  path: '/tags/trending',
  summary: 'Tags that trend',
  description:
    'The tags of the reels around which most is going on, then those of the newest reels. The answer is the same for everybody.',
  auth: 'public',
  query: z.strictObject({ limit: pageQuery.limit }),
  success: {
    status: 200,
    cacheControl: 'public, max-age=60',
    body: z.strictObject({ items: z.array(TrendingTag).max(PAGE_LIMIT.max) }),
  },
  errors: [],

  async handle({ query }) {
    return { items: await trendingTags(query.limit) }
  },
})

export const handler = lambda(listTrendingTags)
