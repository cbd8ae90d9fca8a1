import * as z from 'zod'
import { isListedOrigin } from '#shared/contract/allowed-origins.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

const MAX_CHARACTERS = 2_000

/** The page of a frontend that Stripe sends somebody back to. */
export const ReturnUrl = z
  .string()
  // [76 long] Stripe takes no longer addresses.
  .max(MAX_CHARACTERS, `has more than ${MAX_CHARACTERS} characters`)
  .refine(isReturnUrl, 'is not the address of a page on an allowed origin')
  .meta({
    override: { type: 'string', format: 'uri', maxLength: MAX_CHARACTERS },
    description: 'An absolute address. Its origin must be an allowed one, as for requests with cookies',
    examples: ['http://localhost:4000/purchases'],
  })

/** A page on an allowed origin: nobody is sent to another site after paying. */
function isReturnUrl(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { href, origin, username, password } = new URL(address)
  // [76 spelling] What another program than a browser could read in another way, such as `\\` for `/`.
  if (href !== address && href !== `${address}/`) return false
  // [76 credentials] `https://player.example@evil.example` reads like the one and opens the other.
  if (username !== '' || password !== '') return false
  // [76 origin] Otherwise anybody could send buyers to their own page, with a real payment page in between.
  return isListedOrigin(origin, publicConfig().allowedOrigins)
}
