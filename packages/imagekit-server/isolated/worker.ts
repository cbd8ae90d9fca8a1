import { parentPort } from 'node:worker_threads'
import { readMediaFacts, readType } from '../storage/media-facts.ts'
import type { Answer } from './lane.ts'
import { repackage } from './repackage.ts'

/** Work on the bytes of a file that somebody uploaded. Paths are absolute. */
export type Task =
  | { name: 'facts'; path: string; sizeBytes: number }
  | { name: 'type'; path: string }
  | { name: 'repackage'; path: string; target: string; master: string; silent: boolean }

parentPort?.on('message', (task: Task) => {
  void answerTo(task).then(answer => parentPort?.postMessage(answer))
})

async function answerTo(task: Task): Promise<Answer> {
  try {
    return { result: await carryOut(task) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

function carryOut(task: Task): Promise<unknown> {
  switch (task.name) {
    case 'facts':
      return readMediaFacts(task.path, task.sizeBytes)
    case 'type':
      return readType(task.path)
    case 'repackage':
      return repackage(task.path, task.target, task.master, task.silent)
  }
}
