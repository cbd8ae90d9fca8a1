import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib'

const CODINGS = {
  br: {
    pack: (bytes: Buffer) =>
      brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
      }),
    unpack: (bytes: Buffer) => brotliDecompressSync(bytes),
  },
  gzip: {
    pack: (bytes: Buffer) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
    unpack: (bytes: Buffer) => gunzipSync(bytes),
  },
}

/**
 * Bytes, compressed as far as that goes, in Base64.
 * @param present what was packed before. It is kept if it has the same content, because other releases of zlib and Brotli
 *   compress to other bytes
 */
export function packed(coding: keyof typeof CODINGS, bytes: Buffer, present: string | undefined): string {
  if (present !== undefined && contentOf(coding, present)?.equals(bytes)) return present
  return CODINGS[coding].pack(bytes).toString('base64')
}

/** Null if it cannot be unpacked: then it is packed again. */
function contentOf(coding: keyof typeof CODINGS, base64: string): Buffer | null {
  try {
    return CODINGS[coding].unpack(Buffer.from(base64, 'base64'))
  } catch {
    return null
  }
}
