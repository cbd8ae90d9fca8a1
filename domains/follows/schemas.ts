import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { Count, Id, shownText, Timestamp } from '#shared/contract/fields.ts'

export const FollowState = z
  .strictObject({ following: z.boolean(), followers: Count.meta({ description: 'Of the partner' }) })
  .meta({ id: 'FollowState', examples: [{ following: true, followers: 128 }] })

export const FollowedPartner = z
  .strictObject({
    partner: z.strictObject({
      id: Id,
      brandName: shownText(PROFILE_LIMITS.brandName),
      followers: Count,
      reels: Count.meta({ description: 'The number of its public reels' }),
    }),
    followedAt: Timestamp,
  })
  .meta({
    id: 'FollowedPartner',
    examples: [
      {
        partner: { id: '6750a1b2c3d4e5f60718293b', brandName: 'Dune Diaries', followers: 128, reels: 12 },
        followedAt: '2026-11-22T18:00:00.000Z',
      },
    ],
  })
