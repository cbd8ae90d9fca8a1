import { hmacHex, sameText } from '../upload/credentials.ts'

const NEVER = '9999999999'

/** Whether a delivery URL is signed, and rightly so at `nowSeconds`. */
export type UrlSignature = 'unsigned' | 'valid' | 'invalid'

/**
 * `afterEndpoint` is the URL as it was sent, from behind the URL endpoint's slash, not decoded or put together anew:
 * the signature covers its very bytes, without `ik-t` and `ik-s`.
 */
export function checkUrlSignature(
  afterEndpoint: string,
  privateKey: string,
  nowSeconds: number,
): UrlSignature {
  const [path = '', query = ''] = splitQuery(afterEndpoint)
  const pairs = query.split('&')
  const values = (name: string) =>
    pairs.filter(pair => pair.startsWith(`${name}=`)).map(pair => pair.slice(5))
  const signatures = values('ik-s')
  const times = values('ik-t')
  if (signatures.length === 0 && times.length === 0) return 'unsigned'
  const [signature = ''] = signatures
  const [time = NEVER] = times
  if (signatures.length > 1 || times.length > 1 || !/^\d{1,10}$/.test(time)) return 'invalid'

  const rest = pairs.filter(pair => !/^ik-[st]=/.test(pair)).join('&')
  const message = (rest === '' ? path : `${path}?${rest}`) + time
  const isValid = sameText(signature, hmacHex('sha1', privateKey, message)) && Number(time) >= nowSeconds
  return isValid ? 'valid' : 'invalid'
}

/** Appends `ik-t` (where `expiresAt`, Unix seconds, is given) and `ik-s`, as the SDK's `buildSrc` does. */
export function signUrl(afterEndpoint: string, privateKey: string, expiresAt?: string): string {
  const time = expiresAt ?? NEVER
  const signature = hmacHex('sha1', privateKey, afterEndpoint + time)
  const joint = afterEndpoint.includes('?') ? '&' : '?'
  return `${afterEndpoint}${joint}${time === NEVER ? '' : `ik-t=${time}&`}ik-s=${signature}`
}

/** At the first `?`; the query without it, `''` where there is none. */
export function splitQuery(url: string): [path: string, query: string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}
