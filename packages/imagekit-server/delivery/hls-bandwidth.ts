import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Writes the bandwidth of each variant, measured by its heaviest segment, into a master playlist (RFC 8216 §4.3.4.2).
 * ffmpeg does not know the bit rate when it encodes for quality, and without it players cannot tell variants apart.
 * Rejects if the playlist lacks a variant, or if nothing is in them: a player would wait for ever.
 */
export async function stateBandwidths(
  folder: string,
  master: string,
  variants: readonly string[],
): Promise<void> {
  const path = join(folder, master)
  const text = await readFile(path, 'utf8')
  const missing = variants.filter(variant => !text.split('\n').includes(variant))
  if (missing.length > 0) throw new Error(`the playlist does not have ${missing.join(', ')}`)
  const peaks = new Map<string, number>()
  for (const variant of variants) peaks.set(variant, await peakBitRate(folder, variant))
  if (Math.max(...peaks.values()) <= 1) throw new Error('no picture could be decoded')
  const stated = text.replace(
    /([:,])BANDWIDTH=\d+([^\n]*\n)(\S+)/g,
    (_, before: string, attributes: string, variant: string) =>
      `${before}BANDWIDTH=${peaks.get(variant) ?? 0}${attributes}${variant}`,
  )
  await writeFile(path, stated)
}

/** Bits per second of the heaviest segment. Segments under half a second are left out, since they say little. */
async function peakBitRate(folder: string, playlist: string): Promise<number> {
  const text = await readFile(join(folder, playlist), 'utf8')
  let peak = 1
  for (const [, seconds = '', segment = ''] of text.matchAll(/#EXTINF:([\d.]+),[^\n]*\n(\S+)/g)) {
    if (Number(seconds) === 0) continue
    const { size } = await stat(join(folder, segment))
    if (Number(seconds) >= 0.5 || peak === 1) peak = Math.max(peak, Math.ceil((size * 8) / Number(seconds)))
  }
  return peak
}
