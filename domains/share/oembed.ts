import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { posterSize } from '#domains/media/video-urls.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import type { Addresses } from '#domains/share/addresses.ts'
import { Count, shownText, WebAddress } from '#shared/contract/fields.ts'

/** For how long the answer may be kept, in seconds: the poster has an address that ends. */
const CACHE_SECONDS = 300

/** https://oembed.com, section 2.3.4: the type `link`, because nobody else may frame the player. */
export const OEmbed = z
  .strictObject({
    type: z.literal('link'),
    version: z.literal('1.0'),
    title: shownText(REEL_LIMITS.titleCharacters),
    author_name: shownText(PROFILE_LIMITS.brandName),
    author_url: WebAddress,
    provider_name: shownText(50),
    provider_url: WebAddress,
    cache_age: Count.meta({ description: 'Seconds' }),
    thumbnail_url: WebAddress.optional().meta({
      description: 'The poster. It is left out, with its size, if it is larger than what was asked for',
    }),
    thumbnail_width: Count.optional(),
    thumbnail_height: Count.optional(),
  })
  .meta({ id: 'OEmbed' })

/** What a page that links to a reel can show of it. The sizes are pixels. */
export function oembedOf(
  reel: Reel,
  addresses: Addresses,
  {
    maxwidth = Infinity,
    maxheight = Infinity,
  }: { maxwidth?: number | undefined; maxheight?: number | undefined },
): z.infer<typeof OEmbed> {
  const poster = reel.video && { url: reel.video.thumbnailUrl, ...posterSize(reel.video) }
  return {
    type: 'link',
    version: '1.0',
    title: reel.title,
    author_name: reel.partner.brandName,
    author_url: addresses.partner,
    provider_name: 'Reels',
    provider_url: addresses.player,
    cache_age: CACHE_SECONDS,
    ...(poster &&
      poster.width <= maxwidth &&
      poster.height <= maxheight && {
        thumbnail_url: poster.url,
        thumbnail_width: poster.width,
        thumbnail_height: poster.height,
      }),
  }
}
