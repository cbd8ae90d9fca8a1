import { Worker } from 'node:worker_threads'

/** What a worker answers: the result of its task, or why it could not be done. */
export type Answer = { result: unknown } | { failure: string }

/** A file that makes a parser reserve more than this ends its worker and nothing else. */
const MAX_HEAP_MEBIBYTES = 256

/**
 * Runs the tasks of a module in a thread of its own, one after the other. Whatever a task does, this process goes on: an
 * exception that nobody catches, an endless loop or too much memory ends the thread, and the next task gets a new one.
 */
export function openLane(entry: URL, timeoutMs: number) {
  let idle: Worker | null = null
  let queue: Promise<unknown> = Promise.resolve()
  const closing = new AbortController()

  function start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MEBIBYTES }
    const worker = new Worker(entry, { resourceLimits, stdout: true, stderr: true })
    // Parsers print long traces of damaged files. What matters is in the answer.
    worker.stdout.resume()
    worker.stderr.resume()
    // A task can leave something behind that fails after its answer.
    worker.on('error', () => {})
    worker.on('exit', () => {
      if (idle === worker) idle = null
    })
    return worker
  }

  async function run(task: unknown): Promise<unknown> {
    closing.signal.throwIfAborted()
    const used = idle
    idle = null
    try {
      return await ask(used ?? start(), task)
    } catch (error) {
      // What an earlier task left behind may have ended the thread.
      if (used === null || !(error instanceof ThreadEnded)) throw error
      return ask(start(), task)
    }
  }

  async function ask(worker: Worker, task: unknown): Promise<unknown> {
    const limit = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])
    try {
      const answer = await answerOf(worker, task, limit)
      worker.unref()
      idle = worker
      if ('failure' in answer) throw new Error(answer.failure)
      return answer.result
    } finally {
      if (idle !== worker) await worker.terminate()
    }
  }

  return {
    /** Rejects if the task fails, ends its thread or takes too long, and when the lane closes. */
    run(task: unknown): Promise<unknown> {
      const done = queue.then(() => run(task))
      // The caller gets the failure. The tasks behind this one go on.
      queue = done.catch(() => {})
      return done
    },

    async close(): Promise<void> {
      closing.abort()
      await queue
      await idle?.terminate()
    },
  }
}

class ThreadEnded extends Error {}

function answerOf(worker: Worker, task: unknown, limit: AbortSignal): Promise<Answer> {
  const finished = new AbortController()
  return new Promise<Answer>((resolve, reject) => {
    const once = { signal: finished.signal, once: true }
    limit.addEventListener('abort', () => reject(new Error('it took too long')), once)
    listen(worker, 'message', finished.signal, resolve)
    listen(worker, 'error', finished.signal, (error: unknown) => reject(new ThreadEnded(String(error))))
    listen(worker, 'exit', finished.signal, () => reject(new ThreadEnded('its thread ended')))
    if (limit.aborted) return reject(new Error('the server closes'))
    // A thread that has ended in between says nothing any more. Its id is then -1.
    if (worker.threadId === -1) return reject(new ThreadEnded('its thread ended'))
    worker.ref()
    worker.postMessage(task)
  }).finally(() => finished.abort())
}

function listen<Value>(
  worker: Worker,
  event: string,
  until: AbortSignal,
  listener: (value: Value) => void,
): void {
  worker.on(event, listener)
  until.addEventListener('abort', () => worker.off(event, listener), { once: true })
}
