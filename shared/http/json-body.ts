import type { Call } from '#shared/http/call.ts'
import { Problem } from '#shared/http/problem.ts'

/** No body at all is null at the local gateway; the parser would take it for the JSON of the same name. */
export function requireBody({ event }: Call): void {
  if (event.body === null && event.headers['content-type']) throw new Problem('MalformedJson')
}

/** Refuses what the parser accepts although its meaning is not certain (RFC 8259 section 4, RFC 7493). */
export function refuseAmbiguousJson({ event, rawBody }: Call): void {
  // [28 utf-8] The gateway has put U+FFFD in place of each invalid byte.
  if (rawBody.includes('\ufffd'))
    throw new Problem('MalformedJson', { detail: 'The body is not valid UTF-8.' })
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
    let end = json.indexOf('"', start + 1)
    while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
    let next = end + 1
    while (/[ \t\n\r]/.test(json.charAt(next))) next += 1
    if (json.charAt(next) === ':') names += 1
    start = json.indexOf('"', end + 1)
  }
  return names
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
