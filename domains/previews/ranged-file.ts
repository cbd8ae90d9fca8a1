/** ImageKit did not deliver the file: another attempt may succeed. */
export class FileUnreachable extends Error {}

/** The file asks for more than a preview may cost. */
class TooMuchToRead extends Error {}

const REQUEST_MILLISECONDS = 10_000
/** Packets lie side by side and are a few kilobytes each: one request brings the next ones too. */
const BLOCK_BYTES = 128 * 1024
const KEPT_BLOCKS = 32

interface RangedFile {
  /** @param end exclusive */
  read(start: number, end: number): Promise<Uint8Array>
  /** How many bytes were asked for so far. */
  bytesRead(): number
}

/**
 * A file that is read over HTTP, in ranges of whole blocks.
 * @param budget how many bytes may be read in all; after that, each read fails
 */
export function openRangedFile(url: string, sizeBytes: number, budget: number): RangedFile {
  let bytesRead = 0
  const kept = new Map<number, Uint8Array>()

  /** Reads blocks that are side by side, in one request. */
  async function readBlocks(first: number, last: number): Promise<Map<number, Uint8Array>> {
    const start = first * BLOCK_BYTES
    const end = Math.min((last + 1) * BLOCK_BYTES, sizeBytes)
    bytesRead += end - start
    // [67 budget] A damaged index can send a reader through the whole file, again and again.
    if (bytesRead > budget) throw new TooMuchToRead(`More than ${budget} bytes would be read`)
    const bytes = await readRange(url, start, end)
    const blocks = new Map<number, Uint8Array>()
    for (let block = first; block <= last; block += 1) {
      const at = (block - first) * BLOCK_BYTES
      blocks.set(block, bytes.subarray(at, at + BLOCK_BYTES))
    }
    return blocks
  }

  async function read(start: number, end: number): Promise<Uint8Array> {
    const [first, last] = [Math.floor(start / BLOCK_BYTES), Math.floor((end - 1) / BLOCK_BYTES)]
    const bytes = new Uint8Array(end - start)
    for (let block = first; block <= last; block += 1) {
      if (!kept.has(block)) {
        let until = block
        while (until < last && !kept.has(until + 1)) until += 1
        for (const [index, content] of await readBlocks(block, until)) keep(index, content)
      }
      const content = kept.get(block) ?? new Uint8Array()
      const from = Math.max(0, start - block * BLOCK_BYTES)
      bytes.set(content.subarray(from, end - block * BLOCK_BYTES), block * BLOCK_BYTES + from - start)
    }
    for (const block of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT_BLOCKS))) kept.delete(block)
    return bytes
  }

  function keep(block: number, content: Uint8Array): void {
    kept.delete(block)
    kept.set(block, content)
  }

  return { read, bytesRead: () => bytesRead }
}

async function readRange(url: string, start: number, end: number): Promise<Uint8Array> {
  const headers = { range: `bytes=${start}-${end - 1}` }
  try {
    const response = await fetch(url, {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS),
    })
    // Anything else has another body: a page, or the whole file.
    if (response.status !== 206) {
      await response.body?.cancel()
      throw new Error(`The media service answered ${response.status} to a range`)
    }
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length !== end - start) throw new Error('The media service sent a part that is cut')
    return bytes
  } catch (cause) {
    throw new FileUnreachable('A part of a video did not arrive', { cause })
  }
}
