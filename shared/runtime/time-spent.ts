/** What a request waits for outside its own code, and hashing passwords, which is slow on purpose. */
const WAITS = ['database', 'imagekit', 'mail', 'password', 'stripe'] as const

export type Wait = (typeof WAITS)[number]
export type TimeSpent = Readonly<Record<Wait, Readonly<Spent>>>

interface Spent {
  calls: number
  milliseconds: number
}

const nothing = (): Spent => ({ calls: 0, milliseconds: 0 })
const spent = {
  database: nothing(),
  imagekit: nothing(),
  mail: nothing(),
  password: nothing(),
  stripe: nothing(),
}

export function noteTime(wait: Wait, milliseconds: number): void {
  spent[wait].calls += 1
  spent[wait].milliseconds += milliseconds
}

/** Does this work and notes how long it took, however it ended. */
export async function timed<T>(wait: Wait, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  try {
    return await work()
  } finally {
    noteTime(wait, performance.now() - startedAt)
  }
}

/**
 * What this container has waited for since it started. A Lambda serves one request at a time, so the difference
 * between two moments is what a request waited for. Calls that run side by side count one by one: their sum may
 * be longer than the request.
 */
export function timeSpent(): TimeSpent {
  const { database, imagekit, mail, password, stripe } = spent
  return {
    database: { ...database },
    imagekit: { ...imagekit },
    mail: { ...mail },
    password: { ...password },
    stripe: { ...stripe },
  }
}

/** What was waited for since then, as fields of a line in the log: `databaseMilliseconds`, `databaseCalls` … */
export function timeSince(before: TimeSpent): Record<string, number> {
  const fields: Record<string, number> = {}
  for (const wait of WAITS) {
    const calls = spent[wait].calls - before[wait].calls
    if (calls === 0) continue
    fields[`${wait}Milliseconds`] = Math.round(spent[wait].milliseconds - before[wait].milliseconds)
    fields[`${wait}Calls`] = calls
  }
  return fields
}
