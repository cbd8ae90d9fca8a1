import * as z from 'zod'
import { findReel } from '#domains/feed/view.ts'
import { addressesOf } from '#domains/share/addresses.ts'
import { CODE_CHARACTERS, idOfCode } from '#domains/share/code.ts'
import { sharePage, sharePolicy } from '#domains/share/page.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getSharePage = defineEndpoint({
  method: 'GET',
  path: '/s/{code}',
  summary: 'The page of a reel for links',
  description:
    'HTML for previews of links in messengers and social networks (Open Graph, oEmbed), with a link into the player. It has no script. `code` is the 12 bytes of the id of the reel in base58.',
  auth: 'public',
  params: z.strictObject({
    code: z
      .string()
      .min(1)
      .max(CODE_CHARACTERS)
      .meta({ pattern: '^[1-9A-HJ-NP-Za-km-z]+$', examples: ['2x5bda7XpT8favJED'] }),
  }),
  success: {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    cacheControl: 'public, max-age=300',
    body: z.string().meta({ maxLength: 100_000, format: 'html' }),
  },
  errors: ['ReelNotFound'],
  deploy: { permissions: ['signing', 'sessions'] },

  async handle({ params, headers, setHeaders, orFail }) {
    const id = idOfCode(params.code)
    // As anybody sees it who is not logged in.
    const reel = orFail(id === null ? refuse('ReelNotFound') : await findReel(id, null))
    // [106 policy] Even if something were not escaped.
    setHeaders({ 'content-security-policy': sharePolicy(reel) })
    return sharePage(reel, addressesOf(reel, headers['host'] ?? ''))
  },
})

export const handler = lambda(getSharePage)
