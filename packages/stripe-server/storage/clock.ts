import type { Records } from './records.ts'

export type Clock = ReturnType<typeof openClock>

/** The clock of the server: that of the machine, and what tests have moved it forward by. */
export function openClock(records: Records) {
  let ahead = Number(records.setting('clock-ahead') ?? 0)
  return {
    /** Milliseconds since 1970. */
    now: () => Date.now() + ahead,
    /** Unix seconds. */
    seconds: () => Math.floor((Date.now() + ahead) / 1000),
    forward(milliseconds: number): void {
      ahead += milliseconds
      records.setSetting('clock-ahead', String(ahead))
    },
  }
}
