import * as z from 'zod'
import { Id, shownText, Timestamp } from '#shared/contract/fields.ts'

/** A session as its owner sees it. */
export const SessionView = z
  .strictObject({
    id: Id,
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    userAgent: shownText(1_000)
      .nullable()
      .meta({ examples: ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X)'] }),
    ip: shownText(45)
      .nullable()
      .meta({ description: 'IPv4 or IPv6', examples: ['203.0.113.7'] }),
    current: z.boolean().meta({ description: 'Is it the one that asks?', examples: [true] }),
  })
  .meta({ id: 'Session' })
