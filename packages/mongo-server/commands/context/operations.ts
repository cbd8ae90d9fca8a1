import type { Document } from '../../language/values/bson.ts'

/** A command while it runs. */
export interface Operation {
  id: number
  client: { id: number; address: string; appName: string | undefined }
  database: string
  /** The first field of the command. */
  name: string
  command: Document
  startedAt: Date
  /** Milliseconds of `performance.now()`. */
  start: number
  killed: boolean
  /** It waits for a lock of a transaction. */
  waiting: boolean
  /** Ends a wait at once when the operation is killed. */
  wake: (() => void) | null
}

export interface Operations {
  begin(client: Operation['client'], database: string, name: string, command: Document): Operation
  end(operation: Operation): void
  running(): Operation[]
  /** Ends the operation when it next checks. Does nothing if there is none with this number. */
  kill(id: number): void
}

export function startOperations(): Operations {
  const running = new Map<number, Operation>()
  let lastId = 0
  return {
    begin(client, database, name, command) {
      const operation: Operation = {
        id: ++lastId,
        client,
        database,
        name,
        command,
        startedAt: new Date(),
        start: performance.now(),
        killed: false,
        waiting: false,
        wake: null,
      }
      running.set(operation.id, operation)
      return operation
    },
    end(operation) {
      running.delete(operation.id)
    },
    running: () => [...running.values()],
    kill(id) {
      const operation = running.get(id)
      if (!operation) return
      operation.killed = true
      operation.wake?.()
    },
  }
}

/** The namespace that a command works on: its collection, or the database alone. */
export function namespaceOf(database: string, name: string, command: Document): string {
  const target: unknown = name === 'getMore' ? command['collection'] : command[name]
  return `${database}.${typeof target === 'string' ? target : '$cmd'}`
}
