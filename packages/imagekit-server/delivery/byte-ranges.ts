/** Both ends included, in bytes. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * What a `Range` header asks of `size` bytes (RFC 9110 §14). Undefined: send the whole, as for no header, another
 * unit, several ranges or one that is malformed.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '')
  const [, first = '', last = ''] = match ?? []
  if (match === null || (first === '' && last === '')) return undefined
  if (first === '') {
    const suffix = Number(last)
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - suffix), end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}

/** Whether `If-None-Match` names this ETag. Weak comparison, as RFC 9110 wants here. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some(entry => {
    const candidate = entry.trim()
    return candidate === '*' || candidate.replace(/^W\//, '') === etag
  })
}
