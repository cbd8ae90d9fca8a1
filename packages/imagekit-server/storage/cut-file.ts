import { open } from 'node:fs/promises'

const LONG_SIZE = 1
const TO_THE_END = 0

/** Boxes that hold pictures and sound, or say where they are. A player skips all others. */
const NEEDED = new Set(['moov', 'moof', 'mdat'])

/**
 * Whether an MP4 or MOV ends before its last box does: the upload, or the recording, stopped in the middle. Its header
 * may be complete and tell the full length, but players stop in the middle with an error. Other formats: false.
 */
export async function isCut(path: string, sizeBytes: number): Promise<boolean> {
  const handle = await open(path)
  try {
    const header = Buffer.alloc(16)
    for (let at = 0; at + 8 <= sizeBytes; ) {
      const { bytesRead } = await handle.read(header, 0, header.length, at)
      const type = header.toString('latin1', 4, 8)
      const short = header.readUInt32BE(0)
      if (short === TO_THE_END || !/^[\w ]{4}$/.test(type)) return false
      if (short === LONG_SIZE && bytesRead < 16) return NEEDED.has(type)
      const size = short === LONG_SIZE ? Number(header.readBigUInt64BE(8)) : short
      if (size < 8) return false
      if (at + size > sizeBytes) return NEEDED.has(type)
      at += size
    }
    return false
  } finally {
    await handle.close()
  }
}
