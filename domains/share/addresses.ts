import { codeOf, idOfCode } from '#domains/share/code.ts'
import { config } from '#shared/runtime/config.ts'

/** Where a reel is found: in the player, and as a page for people and programs outside the player. */
export interface Addresses {
  player: string
  reel: string
  partner: string
  share: string
  oembed: string
}

/** @param host of the request, for a stage whose public address is not set */
export function addressesOf(reel: { id: string; partner: { id: string } }, host: string): Addresses {
  const { playerUrl } = config()
  const api = apiAddress(host)
  const share = `${api}/s/${codeOf(reel.id)}`
  return {
    player: playerUrl,
    reel: `${playerUrl}/reels/${reel.id}`,
    partner: `${playerUrl}/partners/${reel.partner.id}`,
    share,
    oembed: `${api}/oembed?url=${encodeURIComponent(share)}`,
  }
}

/** The id of the reel that an address leads to, in the player or as a share page; null for any other address. */
export function reelAt(address: string, host: string): string | null {
  if (!URL.canParse(address)) return null
  const { origin, pathname } = new URL(address)
  const [, code] = /^\/s\/(\w+)$/.exec(pathname) ?? []
  if (code && origin === new URL(apiAddress(host)).origin) return idOfCode(code)
  const [, id] = /^\/reels\/([0-9a-f]{24})$/.exec(pathname) ?? []
  return id && origin === new URL(config().playerUrl).origin ? id : null
}

function apiAddress(host: string): string {
  const { publicUrl, cookies } = config()
  return publicUrl || `${cookies.secure ? 'https' : 'http'}://${host}`
}
