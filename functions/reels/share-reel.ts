import * as z from 'zod'
import { ReelParams } from '#domains/reels/params.ts'
import { TicketText } from '#domains/views/schemas.ts'
import { noteShare } from '#domains/views/sharing.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const shareReel = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/shares',
  summary: 'Tell that a reel was shared',
  description:
    'One counts for a viewer, a reel and a day of UTC, within a minute. The ticket says who shares: no cookie is read. 204 also if nothing was counted, such as for a ticket that has run out.',
  auth: 'public',
  params: ReelParams,
  body: z.strictObject({ ticket: TicketText }),
  success: { status: 204 },
  errors: ['ReelNotFound'],
  deploy: { permissions: ['sessions'] },

  async handle({ params, body, caller, orFail }) {
    orFail(await noteShare(params.reelId, body.ticket, caller, new Date()))
  },
})

export const handler = lambda(shareReel)
