import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { publicConfig } from '#shared/runtime/public-config.ts'

/** How a request came in. */
export interface Entry {
  /** False in a stage behind CloudFront if CloudFront did not send the request. */
  isOpen: boolean
  /** The address of the client; null if it is not known. */
  address: string | null
}

/** The part of a gateway event that says where it comes from. */
interface Incoming {
  headers: Record<string, string | undefined>
  requestContext: { http: { sourceIp?: string } }
}

/** The header in which CloudFront sends the key of the stage. A distribution replaces what a viewer sends. */
const KEY_HEADER = 'x-origin-key'
const VIEWER_HEADER = 'cloudfront-viewer-address'

/**
 * Where a request comes from. In a stage behind CloudFront, the gateway sees only CloudFront. There the header of
 * CloudFront counts, and only together with the key: anyone who finds the address of the gateway can send the header.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
 */
export function entryOf({ headers, requestContext }: Incoming): Entry {
  // [6 address] The address that the gateway saw. Anyone can send X-Forwarded-For.
  const address = requestContext.http.sourceIp ?? null
  const { cloudfrontKeyHashes } = publicConfig()
  if (cloudfrontKeyHashes.length === 0) return { isOpen: true, address }
  const hash = createHash('sha256')
    .update(headers[KEY_HEADER] ?? '')
    .digest('hex')
  // [129 key] Otherwise anybody could go around CloudFront, and say which address they have.
  if (!cloudfrontKeyHashes.includes(hash)) return { isOpen: false, address }
  // [129 viewer] All visitors of a city share the addresses of CloudFront.
  return { isOpen: true, address: addressIn(headers[VIEWER_HEADER] ?? '') }
}

/** The address of `198.51.100.10:46532`, or of `2001:db8::1:46532`, whose last part is the port too. */
function addressIn(viewer: string): string | null {
  const [, bracketed, bare] = /^(?:\[([^\]]+)\]|(.+)):\d{1,5}$/.exec(viewer) ?? []
  const address = bracketed ?? bare ?? ''
  return isIP(address) === 0 ? null : address
}

/**
 * What limits are counted for: an IPv4 address, or the /64 of an IPv6 address, because everyone who is connected by IPv6
 * has at least 2^64 addresses. All who have no address share one.
 */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown'
  // [129 network] Otherwise each attempt could come from another address.
  return isIP(address) === 6 ? networkOfIpv6(address) : address
}

function networkOfIpv6(address: string): string {
  // Without the name of an interface. URL writes the rest in one way.
  const { hostname } = new URL(`http://[${address.replace(/%.*/, '')}]`)
  const [, high = '', low = ''] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(hostname) ?? []
  if (high) {
    const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
    return [a >> 8, a & 255, b >> 8, b & 255].join('.')
  }
  const [before = '', after] = hostname.slice(1, -1).split('::')
  const groups = before === '' ? [] : before.split(':')
  const rest = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array.from({ length: 8 - groups.length - rest.length }, () => '0')
  const all = after === undefined ? groups : [...groups, ...zeros, ...rest]
  return `${all.slice(0, 4).join(':')}::/64`
}
