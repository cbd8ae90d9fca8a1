import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'

const UNKNOWN_TYPE = 'application/octet-stream'

/** The brands of files that any player of MP4 can read: the base format, MP4 itself, and what was made for the web. */
const MP4_BRAND = /^(iso[m2-9a-c]|mp4[12]|avc1|dash|M4V[ HP]?|f4v )$/

/** No camera writes a list of brands that is longer than this. */
const MAX_TYPE_BOX_BYTES = 1024

/**
 * The MIME type by the first bytes alone, because a declared type or an extension proves nothing. file-type reads only
 * the major brand of an MP4. A file is of every brand that it lists (ISO 14496-12 §4.3): Android writes `3gp5` first
 * and `isom` behind it.
 */
export async function detectType(path: string): Promise<string> {
  // A file that ends within its own header has no type.
  const mime = (await fileTypeFromFile(path).catch(() => null))?.mime ?? UNKNOWN_TYPE
  // Pictures and sound list brands of MP4, too, and stay what their major brand says.
  if (!/^video\/3gpp2?$/.test(mime)) return mime
  const brands = await brandsOf(path)
  if (brands.includes('qt  ')) return 'video/quicktime'
  return brands.some(brand => MP4_BRAND.test(brand)) ? 'video/mp4' : mime
}

/** The compatible brands in the first box (`ftyp`) of an ISO media file. */
async function brandsOf(path: string): Promise<string[]> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(MAX_TYPE_BOX_BYTES),
      0,
      MAX_TYPE_BOX_BYTES,
      0,
    )
    const box = buffer.subarray(0, Math.min(bytesRead, buffer.readUInt32BE(0)))
    return box.toString('latin1', 16).match(/.{4}/gs) ?? []
  } finally {
    await handle.close()
  }
}
