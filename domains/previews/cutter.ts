import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { CutPreview, VideoToCut } from '#domains/previews/cutting.ts'

/** Many times what the largest video takes. */
const LONGEST_MILLISECONDS = 60_000
/** Of the heap alone: the packets are outside of it. */
const HEAP_MEBIBYTES = 96

/** `later`: the media service did not deliver the file. `never`: there is no preview of this file. */
export type Cut = { preview: CutPreview } | { later: string } | { never: string }

/**
 * Cuts a preview in a thread of its own: an odd file can make a parser loop, fill the memory or fail where nobody can
 * catch it. It never rejects.
 */
export function cutInThread(video: VideoToCut): Promise<Cut> {
  return new Promise(resolve => {
    // In the bundle of a function this file is the whole bundle, and does its work in the same way.
    const thread = new Worker(new URL(import.meta.url), {
      workerData: { [TASK]: video },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES },
    })
    const timeout = setTimeout(() => end({ never: 'It takes too long' }), LONGEST_MILLISECONDS)
    function end(cut: Cut): void {
      clearTimeout(timeout)
      resolve(cut)
      void thread.terminate()
    }
    thread.once('message', end)
    // Without a listener, the error would end the process.
    thread.once('error', error => end({ never: String(error) }))
    thread.once('exit', code => end({ never: `Its thread ended with ${code}` }))
  })
}

const TASK = 'cut a preview'

async function answer(video: VideoToCut): Promise<void> {
  const { cutPreview } = await import('#domains/previews/cutting.ts')
  const { FileUnreachable } = await import('#domains/previews/ranged-file.ts')
  try {
    const preview = await cutPreview(video)
    parentPort?.postMessage({ preview } satisfies Cut, [preview.bytes.buffer])
  } catch (error) {
    const cut: Cut = error instanceof FileUnreachable ? { later: reason(error) } : { never: reason(error) }
    parentPort?.postMessage(cut)
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

if (!isMainThread && workerData?.[TASK]) void answer(workerData[TASK])
