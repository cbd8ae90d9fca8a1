import { fileTypeFromBuffer } from 'file-type'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'

/** The extension for what the bytes are, or null if they are not an MP4, MOV or WebM. */
export async function videoExtension(bytes: Uint8Array): Promise<string | null> {
  const type = await fileTypeFromBuffer(bytes)
  return (type && VIDEO_TYPES[type.mime]) ?? null
}

const DATA_URI = /^data:[a-z0-9.+/-]*(;[a-z0-9=.-]+)*;base64,/i
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** The Base64 of a bare string or a data URI (RFC 2397, RFC 4648 section 4), or null if it is neither. */
export function base64Of(text: string): string | null {
  // A data URI with nothing in it is an empty file; nothing at all is a field that was left empty.
  if (text === '') return null
  const prefix = DATA_URI.exec(text)
  const base64 = prefix ? text.slice(prefix[0].length) : text
  // [33 base64] The media service would fetch a file that is given as a URL.
  return base64.length % 4 === 0 && BASE64.test(base64) ? base64 : null
}

/** How many bytes this Base64 decodes to. */
export function decodedBytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}
