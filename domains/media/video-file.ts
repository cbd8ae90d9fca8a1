import { fileTypeFromBuffer } from 'file-type'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'

/** The extension for what the bytes are, or null if they are not an MP4, MOV or WebM. */
export async function videoExtension(bytes: Uint8Array): Promise<string | null> {
  const type = await fileTypeFromBuffer(bytes)
  if (!type) return null
  // Android names 3GP as the major brand of files that are MP4 too.
  if (type.mime.startsWith('video/3gpp')) return brandsOf(bytes).some(isMp4Brand) ? 'mp4' : null
  return VIDEO_TYPES[type.mime] ?? null
}

/** Longer lists of brands are not read on. */
const MAX_BRAND_BYTES = 256

/** Every brand that a file lists in its first box: it is of each of them. ISO/IEC 14496-12, 4.3. */
function brandsOf(bytes: Uint8Array): string[] {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_BRAND_BYTES))
  if (start.length < 16) return []
  const end = Math.min(start.readUInt32BE(0), start.length)
  const brands = [start.toString('latin1', 8, 12)]
  // Between the major brand and the others is a version.
  for (let at = 16; at + 4 <= end; at += 4) brands.push(start.toString('latin1', at, at + 4))
  return brands
}

function isMp4Brand(brand: string): boolean {
  return /^(iso[m2-9a-c]|mp4[12]|avc1|dash|M4V[ HP])$/.test(brand)
}

// RFC 2397, without the data. What is between a type and `;base64` is up to the client: Chromium writes
// `codecs=vp8,opus`, and quotes may be around anything. It ends at the last `;base64,`, because Base64 has no semicolon.
const DATA_URI = /^data:[^\p{Cc}]*; *base64,/iu
/** [112 prefix] A pattern that passes over megabytes of parameters fails, or takes minutes. */
const MAX_PREFIX_CHARACTERS = 1_000
const BASE64 = /^[A-Za-z0-9+/\r\n\t ]*=?[\r\n\t ]*=?[\r\n\t ]*$/

/**
 * The Base64 of a bare string or a data URI, without line breaks and padding; null if it is neither. Android wraps at
 * 76 characters, and some encoders leave the padding out (RFC 2045 section 6.8, RFC 4648 section 3.2).
 */
export function base64Of(text: string): string | null {
  // A data URI with nothing in it is an empty file; nothing at all is a field that was left empty.
  if (text === '') return null
  const prefix = DATA_URI.exec(text.slice(0, MAX_PREFIX_CHARACTERS))?.[0] ?? ''
  const written = text.slice(prefix.length)
  // [33 base64] The media service would fetch a file that is given as a URL.
  if (!BASE64.test(written)) return null
  const base64 = withoutBreaks(written)
  const padding = base64.indexOf('=')
  if (padding === -1) return base64.length % 4 === 1 ? null : base64
  return base64.length % 4 === 0 ? base64.slice(0, padding) : null
}

/** How many bytes this Base64 without padding decodes to. */
export function decodedBytes(base64: string): number {
  return Math.floor((base64.length * 3) / 4)
}

/** Of ASCII. Millions of replacements in a string would take seconds. */
function withoutBreaks(text: string): string {
  if (!/[\r\n\t ]/.test(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  let kept = 0
  for (const byte of bytes) {
    if (byte > 0x20) bytes[kept++] = byte
  }
  return bytes.toString('latin1', 0, kept)
}
