import { MediaFacts } from '../storage/media-facts.ts'
import { openLane } from './lane.ts'
import type { Task } from './worker.ts'

export type MediaReader = ReturnType<typeof openMediaReader>

/** Clients wait for the answer to their upload, and every other upload waits behind a file that a parser cannot leave. */
const FACTS_TIMEOUT_MS = 4_000
const REPACKAGE_TIMEOUT_MS = 10 * 60_000

const WORKER = new URL('./worker.ts', import.meta.url)

/**
 * Reads uploaded files with parsers that were not written for damaged or hostile ones. They run in threads, so that no
 * file can end the server. Facts take a moment and streams take longer, so neither waits for the other.
 */
export function openMediaReader(log: (line: string) => void) {
  const facts = openLane(WORKER, FACTS_TIMEOUT_MS)
  const streams = openLane(WORKER, REPACKAGE_TIMEOUT_MS)

  async function factsOr(task: Task & { path: string }, otherwise: () => Promise<MediaFacts>) {
    try {
      return MediaFacts.parse(await facts.run(task))
    } catch (error) {
      log(`The ${task.name} of a file cannot be read: ${error}`)
      return otherwise()
    }
  }

  return {
    /** Facts that cannot be read are left out, as ImageKit does. It never rejects. */
    facts: (path: string, sizeBytes: number): Promise<MediaFacts> =>
      factsOr({ name: 'facts', path, sizeBytes }, () =>
        factsOr({ name: 'type', path }, async () => ({
          mime: 'application/octet-stream',
          fileType: 'non-image',
        })),
      ),

    /** Makes a stream without ffmpeg, `silent` without its sound. Rejects with the reason if there is none of this file. */
    async repackage(path: string, target: string, master: string, silent = false): Promise<void> {
      const task: Task = { name: 'repackage', path, target, master, silent }
      await streams.run(task)
    },

    async close(): Promise<void> {
      await Promise.all([facts.close(), streams.close()])
    },
  }
}
