import { hmacHex, sameText } from '../protocol/keys.ts'
import { splitQuery } from '../protocol/urls.ts'

const NEVER = '9999999999'

/**
 * Checks the signature of a delivery URL at the time `nowSeconds`. `afterEndpoint` is the URL after the URL
 * endpoint and its slash, exactly as it was sent: the signature covers its bytes without `ik-t` and `ik-s`.
 */
export function checkUrlSignature(
  afterEndpoint: string,
  privateKey: string,
  nowSeconds: number,
): 'unsigned' | 'valid' | 'invalid' {
  const [path, query] = splitQuery(afterEndpoint)
  const pairs = query.split('&')
  const signatures = valuesOf('ik-s', pairs)
  const times = valuesOf('ik-t', pairs)
  if (signatures.length === 0 && times.length === 0) return 'unsigned'
  const [signature = ''] = signatures
  const [time = NEVER] = times
  if (signatures.length > 1 || times.length > 1 || !/^\d{1,10}$/.test(time)) return 'invalid'

  const rest = pairs.filter(pair => !/^ik-[st]=/.test(pair)).join('&')
  const message = (rest === '' ? path : `${path}?${rest}`) + time
  const isValid = sameText(signature, hmacHex('sha1', privateKey, message)) && Number(time) >= nowSeconds
  return isValid ? 'valid' : 'invalid'
}

/** Appends `ik-s`, and `ik-t` if the URL expires at `expiresAt` (Unix seconds), as the SDK's `buildSrc` does. */
export function signUrl(afterEndpoint: string, privateKey: string, expiresAt: string | null): string {
  const time = expiresAt ?? NEVER
  const signature = hmacHex('sha1', privateKey, afterEndpoint + time)
  const joint = afterEndpoint.includes('?') ? '&' : '?'
  return `${afterEndpoint}${joint}${time === NEVER ? '' : `ik-t=${time}&`}ik-s=${signature}`
}

function valuesOf(name: string, pairs: readonly string[]): string[] {
  return pairs.filter(pair => pair.startsWith(`${name}=`)).map(pair => pair.slice(name.length + 1))
}
