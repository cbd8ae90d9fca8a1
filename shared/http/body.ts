import { isUtf8 } from 'node:buffer'
import type { Call, HttpEvent } from '#shared/http/call.ts'
import { Problem } from '#shared/http/problem.ts'

/** The longest body, in bytes. Some endpoints declare another limit. */
export const MAX_BODY_BYTES = 64 * 1024

/**
 * Puts the body into the call, as text without a byte order mark.
 * @throws Problem PayloadTooLarge, or UnsupportedMediaType if it is compressed or in another encoding than UTF-8
 */
export function readBody(call: Call): void {
  const { endpoint, event } = call
  const limit = endpoint.maxBodyBytes ?? MAX_BODY_BYTES
  // [111 length] Reading a long body takes time and memory, whatever is wrong with it.
  if (lengthOf(event) > limit) {
    throw new Problem('PayloadTooLarge', { detail: `The body can have at most ${limit / 1024} KiB.` })
  }
  const body = typeof event.body === 'string' ? event.body : ''
  const bytes = event.isBase64Encoded ? Buffer.from(body, 'base64') : null
  const text = bytes ? bytes.toString() : body
  // The sender of a webhook signs its bytes, whatever they are.
  if (!endpoint.webhook && (isCompressed(event) || isOtherUnicode(event, text))) throw otherEncoding()
  call.isUtf8 = bytes ? isUtf8(bytes) : isWhatWasSent(event, body)
  call.rawBody = text
  if (event.body === null || event.body === undefined) return
  // A signature covers the mark too, so only the parser goes without it (RFC 8259 section 8.1).
  event.body = text.startsWith('\ufeff') ? text.slice(1) : text
  event.isBase64Encoded = false
}

/** In bytes. */
function lengthOf({ body, isBase64Encoded }: HttpEvent): number {
  if (typeof body !== 'string') return 0
  return Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8')
}

function otherEncoding(): Problem {
  return new Problem('UnsupportedMediaType', {
    detail: 'The body is compressed, or in another encoding than UTF-8.',
    // RFC 9110 section 15.5.16
    headers: { 'accept-encoding': 'identity' },
  })
}

function isCompressed({ headers }: HttpEvent): boolean {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  return coding !== '' && coding !== 'identity'
}

/** Is it UTF-16 or UTF-32, or does it say so? Then one of its first characters is NUL, which JSON never has. */
function isOtherUnicode({ headers }: HttpEvent, text: string): boolean {
  return (
    /;\s*charset\s*=\s*"?utf-?(16|32)/i.test(headers['content-type'] ?? '') ||
    (text.length > 1 && text.slice(0, 4).includes('\0'))
  )
}

/**
 * A gateway that passes text on has put U+FFFD in place of bytes that are not UTF-8. But U+FFFD may also have been
 * sent. The length on the wire tells which.
 */
function isWhatWasSent({ headers }: HttpEvent, body: string): boolean {
  const sent = headers['content-length']
  return sent === undefined || !body.includes('\ufffd') || Number(sent) === Buffer.byteLength(body)
}
