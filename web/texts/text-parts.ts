export type TextPart =
  | { kind: 'text' | 'address'; text: string }
  /** `tag` is how the API writes it. */
  | { kind: 'tag'; text: string; tag: string }

const ADDRESS = /https?:\/\/[^\s<>"“”«»、。，（）「」]+/iu
/** What the API takes as a tag. `a#b` and `/#b` are none. */
const TAG = /(?<![\p{L}\p{M}\p{N}_&/])#[\p{L}\p{M}\p{N}_]{1,30}(?![\p{L}\p{M}\p{N}_])/u
const LINK = new RegExp(`${ADDRESS.source}|${TAG.source}`, 'giu')

/** Cuts a text into what is plain, web addresses and tags. Together they are the text. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const link = found.startsWith('#') ? found : withoutPunctuation(found)
    if (!link.startsWith('#') && !URL.canParse(link)) continue
    if (index > end) parts.push({ kind: 'text', text: text.slice(end, index) })
    parts.push(
      link.startsWith('#')
        ? { kind: 'tag', text: link, tag: link.slice(1).normalize('NFC').toLowerCase() }
        : { kind: 'address', text: link },
    )
    end = index + link.length
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}

/** `https://example.com/a).` in a sentence is `https://example.com/a`; a bracket that is opened in the address stays. */
function withoutPunctuation(address: string): string {
  const trimmed = address.replace(/[.,;:!?'’*_~\]}]+$/u, '')
  if (trimmed.endsWith(')') && !trimmed.includes('(')) return withoutPunctuation(trimmed.slice(0, -1))
  return trimmed
}
