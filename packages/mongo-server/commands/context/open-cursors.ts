import type { Step } from '../../query/scan.ts'

export interface Cursor {
  id: string
  namespace: string
  source: Iterator<Step<Uint8Array>>
  /** A row that did not fit into the last batch. */
  held: Uint8Array | undefined
  session: string | undefined
  transaction: object | undefined
  /** The API parameters of the command that made it. */
  api: string
  lastUse: number
  /** What is left of the command's `maxTimeMS` for all batches together, in milliseconds; null without a limit. */
  timeLeft: number | null
  noTimeout: boolean
  busy: boolean
}

export interface Cursors {
  open: Map<string, Cursor>
  /** Drops cursors that have not been read for ten minutes. */
  expire(now: number): void
  closeSession(session: string): void
}

const IDLE_LIMIT = 10 * 60 * 1000

export function startCursors(): Cursors {
  const open = new Map<string, Cursor>()
  return {
    open,
    expire(now) {
      for (const cursor of open.values()) {
        if (!cursor.noTimeout && !cursor.busy && now - cursor.lastUse > IDLE_LIMIT) open.delete(cursor.id)
      }
    },
    closeSession(session) {
      for (const cursor of open.values()) if (cursor.session === session) open.delete(cursor.id)
    },
  }
}
