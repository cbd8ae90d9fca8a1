import { parentPort } from 'node:worker_threads'
import bcrypt from 'bcryptjs'

/** One call of bcryptjs. */
export type Task =
  | { id: number; what: 'hash'; password: string; cost: number }
  | { id: number; what: 'compare'; password: string; hash: string }

export interface Done {
  id: number
  result?: string | boolean
  error?: Error
}

parentPort?.on('message', async (task: Task) => {
  const done = await carryOut(task).then(
    result => ({ id: task.id, result }),
    error => ({ id: task.id, error }),
  )
  parentPort?.postMessage(done)
})

function carryOut(task: Task): Promise<string | boolean> {
  return task.what === 'hash'
    ? bcrypt.hash(task.password, task.cost)
    : bcrypt.compare(task.password, task.hash)
}
