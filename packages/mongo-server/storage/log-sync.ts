import { closeSync, fdatasync, openSync } from 'node:fs'

export interface LogSync {
  /** How many groups have been committed, and how many of them are known to be on the disk. */
  readonly committed: number
  readonly synced: number
  /** Notes that one more group has been committed. */
  noteCommit(): void
  /** Resolves when all groups that were committed before the call are on the disk. */
  sync(): Promise<void>
  close(): void
}

/**
 * Brings SQLite's log (`path`) onto the disk. There is one sync at a time, in a thread of its own. Clients that ask
 * for one meanwhile share the next, and clients that did not ask do not wait.
 */
export function openLogSync(path: string): LogSync {
  let descriptor: number | undefined
  let committed = 0
  let synced = 0
  let running: Promise<void> | undefined
  let closing = false

  function syncOnce(): Promise<void> {
    descriptor ??= openSync(path, 'r+')
    const log = descriptor
    const upTo = committed
    return new Promise((resolve, reject) => {
      fdatasync(log, error => {
        running = undefined
        if (closing) closeSync(log)
        if (error) return reject(error)
        synced = upTo
        resolve()
      })
    })
  }

  return {
    get committed() {
      return committed
    },
    get synced() {
      return synced
    },
    noteCommit() {
      committed++
    },
    async sync() {
      const wanted = committed
      while (synced < wanted) {
        running ??= syncOnce()
        await running
      }
    },
    close() {
      closing = true
      if (descriptor !== undefined && running === undefined) closeSync(descriptor)
    },
  }
}
