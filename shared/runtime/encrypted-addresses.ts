/** What never leaves this machine needs no TLS: the tests run a deployed stage against a database on it. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/

/** Is it an https address, or one of this machine? False if it is not an address at all. */
export function isEncrypted(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === 'https:' || LOOPBACK.test(host)
}

/**
 * Why a connection string must not be used in a deployed stage; null if nothing speaks against it. The driver uses TLS
 * with `mongodb+srv://` or with `tls=true`, and without further options checks certificate and name.
 * https://www.mongodb.com/docs/manual/reference/connection-string-options/#tls-options
 */
export function faultOfDatabaseAddress(uri: string): string | null {
  const [, scheme, hosts = '', query = ''] =
    /^(mongodb(?:\+srv)?):\/\/(?:[^@/]*@)?([^/?]*)(?:\/[^?]*)?(?:\?(.*))?$/s.exec(uri) ?? []
  if (!scheme) return 'is not a connection string of MongoDB'
  // Option names are written in any case, and an option can come twice.
  const options = [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value] as const)
  const unchecked = options.find(([name, value]) => UNCHECKED.has(name) && value !== 'false')
  if (unchecked) return `must not turn off the checks of TLS with ${unchecked[0]}`
  const choices = options.flatMap(([name, value]) => (name === 'tls' || name === 'ssl' ? [value] : []))
  if (choices.some(value => value !== 'true')) return 'must not turn TLS off'
  if (scheme === 'mongodb+srv' || choices.length > 0) return null
  return hosts.split(',').every(host => LOOPBACK.test(host)) ? null : 'needs mongodb+srv:// or tls=true'
}

const UNCHECKED = new Set(['tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames'])
