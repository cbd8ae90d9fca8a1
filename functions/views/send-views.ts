import { takeBeacons } from '#domains/views/beacons.ts'
import { Beacons } from '#domains/views/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const sendViews = defineEndpoint({
  method: 'POST',
  path: '/views',
  summary: 'Tell what was watched',
  description:
    'A player sends this after three seconds, then every `view.heartbeatSeconds`, and when its page is hidden. Each entry tells what was watched of one showing since it began, so entries may come twice, in parts and out of order. The ticket says who watches: no cookie is read. The body may also be sent as `text/plain`, which is what `navigator.sendBeacon` sends across origins without a preflight. 204 also if nothing was counted, such as for a ticket that has run out. See docs/views.md for what counts.',
  auth: 'public',
  body: Beacons,
  takesText: true,
  success: { status: 204 },
  errors: [],
  deploy: { share: 'busy', permissions: ['sessions'] },

  async handle({ body, caller }) {
    await takeBeacons(body.views, caller, new Date())
  },
})

export const handler = lambda(sendViews)
