import { createHmac } from 'node:crypto'

/** The account's address at ImageKit without a slash at the end, and its private key. */
export interface SigningAccount {
  urlEndpoint: string
  privateKey: string
}

/**
 * A URL of ImageKit that ends. The signature covers every byte behind the endpoint, so a transformation can be neither
 * taken off nor put on.
 * https://imagekit.io/docs/media-delivery-basic-security#how-to-generate-signed-urls
 * @param afterEndpoint the path, encoded, without a slash in front, and the query
 * @param expires Unix seconds
 */
export function signUrl(account: SigningAccount, afterEndpoint: string, expires: number): string {
  const { urlEndpoint, privateKey } = account
  const signature = createHmac('sha1', privateKey).update(`${afterEndpoint}${expires}`).digest('hex')
  const joint = afterEndpoint.includes('?') ? '&' : '?'
  return `${urlEndpoint}/${afterEndpoint}${joint}ik-t=${expires}&ik-s=${signature}`
}

const MINUTE = 60
const DAY = 24 * 60 * MINUTE

/**
 * When URLs end that everybody may have, in Unix seconds: in one to two days, at midnight UTC. They are the same for
 * everybody for a day, so that caches can keep what they deliver.
 */
export function sharedExpiry(now: Date): number {
  return (Math.floor(seconds(now) / DAY) + 2) * DAY
}

/** ImageKit knows no end to a URL but its expiry: this is how long a refunded buyer may still play. */
const LONGEST = 60 * MINUTE
const STEP = 5 * MINUTE

/**
 * When URLs end that only somebody with a right to a video may have, in Unix seconds: time to watch it twice, and 5
 * minutes more, in steps of 5 minutes; at most an hour.
 */
export function personalExpiry(now: Date, durationSeconds: number): number {
  const wanted = seconds(now) + STEP + 2 * durationSeconds
  // [68 an-hour] The step is rounded up first: what it adds counts too.
  const latest = Math.floor((seconds(now) + LONGEST) / STEP) * STEP
  return Math.min(Math.ceil(wanted / STEP) * STEP, latest)
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000)
}
