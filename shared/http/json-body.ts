import { MAX_BODY_BYTES } from '#shared/http/body.ts'
import type { Call } from '#shared/http/call.ts'
import { Problem } from '#shared/http/problem.ts'

/** No body at all is null at the local gateway; the parser would take it for the JSON of the same name. */
export function requireBody({ event }: Call): void {
  if (event.body === null && event.headers['content-type']) throw new Problem('MalformedJson')
}

/** `navigator.sendBeacon` sends text, because a browser asks the API first for other types, and a page that is closed cannot wait. */
export function takeText({ endpoint, event }: Call): void {
  // [100 cookie-less] Any page can send text along with the cookies of its visitor.
  if (endpoint.takesText !== true || endpoint.auth !== 'public') return
  if (!/^text\/plain\s*(;|$)/i.test(event.headers['content-type'] ?? '')) return
  event.headers = { ...event.headers, 'content-type': 'application/json' }
}

/** A body that may be long because of one text, such as a video, is short around it. */
export function refuseManyShortTexts({ endpoint, rawBody }: Call): void {
  if (endpoint.maxBodyBytes === undefined) return
  let around = 0
  let position = 0
  while (around <= MAX_BODY_BYTES) {
    const start = rawBody.indexOf('"', position)
    if (start === -1) break
    const end = closingQuote(rawBody, start)
    if (end === -1) break
    around += start - position
    if (end - start < MAX_BODY_BYTES) around += end - start
    position = end + 1
  }
  // [111 around] Half a million fields take half a second, even if a video could be as long as they are.
  if (around + rawBody.length - position > MAX_BODY_BYTES) {
    const detail = `Apart from the video, the body can have at most ${MAX_BODY_BYTES / 1024} KiB.`
    throw new Problem('PayloadTooLarge', { detail })
  }
}

/** Refuses what the parser accepts although its meaning is not certain (RFC 8259 section 4, RFC 7493). */
export function refuseAmbiguousJson({ event, rawBody, isUtf8 }: Call): void {
  // [28 utf-8] What the bytes meant is not known.
  if (!isUtf8) throw new Problem('MalformedJson', { detail: 'The body is not valid UTF-8.' })
  // [28 twice] Parsers differ in which of the two values they keep.
  if (namesWritten(rawBody) !== namesKept(event.body)) {
    throw new Problem('MalformedJson', { detail: 'An object in the body names a field twice.' })
  }
}

// Of valid JSON. Passes over strings by `indexOf`, because most of a body may be one video.
function namesWritten(json: string): number {
  let names = 0
  let start = json.indexOf('"')
  while (start !== -1) {
    const end = closingQuote(json, start)
    let next = end + 1
    while (/[ \t\n\r]/.test(json.charAt(next))) next += 1
    if (json.charAt(next) === ':') names += 1
    start = json.indexOf('"', end + 1)
  }
  return names
}

/** -1 if there is none. */
function closingQuote(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end
}

function isEscaped(json: string, quote: number): boolean {
  let first = quote
  while (json.charAt(first - 1) === '\\') first -= 1
  return (quote - first) % 2 === 1
}

// With a list of its own, and not by calling itself: bodies may be as deep as they are long.
function namesKept(body: unknown): number {
  let names = 0
  const pending = [body]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    const values: unknown[] = Object.values(value)
    if (!Array.isArray(value)) names += values.length
    for (const inner of values) pending.push(inner)
  }
  return names
}
