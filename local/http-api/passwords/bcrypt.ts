import { Worker } from 'node:worker_threads'
import bcrypt from 'bcryptjs'
import { AT_ONCE } from '#domains/accounts/turns.ts'
import type { Done, Task } from './thread.ts'

// bcryptjs with threads of its own. A Lambda serves one request, and may hash on its only thread. On a laptop one
// process serves everybody, and each hash would hold up all other requests for 100 ms.

interface Thread {
  worker: Worker
  /** The calls that it has not answered, by their ids. */
  asked: Map<number, Pick<PromiseWithResolvers<string | boolean>, 'resolve' | 'reject'>>
}

const threads = new Set<Thread>()
let last = 0

function hash(password: string, cost: number): Promise<string> {
  return ask<string>(id => ({ id, what: 'hash', password, cost }))
}

function compare(password: string, hashed: string): Promise<boolean> {
  return ask<boolean>(id => ({ id, what: 'compare', password, hash: hashed }))
}

export default { ...bcrypt, hash, compare }

function ask<Result extends string | boolean>(taskOf: (id: number) => Task): Promise<Result> {
  const idle = [...threads].find(({ asked }) => asked.size === 0)
  const { worker, asked } = idle ?? (threads.size < AT_ONCE ? startThread() : leastBusy())
  const { promise, resolve, reject } = Promise.withResolvers<string | boolean>()
  last += 1
  asked.set(last, { resolve, reject })
  worker.postMessage(taskOf(last))
  return promise as Promise<Result>
}

function leastBusy(): Thread {
  return [...threads].reduce((one, other) => (other.asked.size < one.asked.size ? other : one))
}

function startThread(): Thread {
  const thread: Thread = { worker: new Worker(new URL('./thread.ts', import.meta.url)), asked: new Map() }
  const { worker, asked } = thread
  threads.add(thread)
  // The gateway must be able to end.
  worker.unref()
  worker.on('message', ({ id, result, error }: Done) => {
    const call = asked.get(id)
    asked.delete(id)
    if (error) call?.reject(error)
    else call?.resolve(result ?? false)
  })
  worker.on('error', error => {
    threads.delete(thread)
    for (const { reject } of asked.values()) reject(error)
  })
  return thread
}
