import { COUNTED, type CountedDay, type Numbers } from '#domains/statistics/model.ts'

/** What days of reels add up to for their partner. */
export type Summed = Omit<CountedDay, 'date' | 'startsAt'>

/**
 * The sum of the days of all reels of a partner on one date.
 * @param before the stored day: only it knows the followers, who belong to no reel
 */
export function summedDay(days: readonly Summed[], before: Summed | null): Summed {
  const hours: Record<string, Numbers> = {}
  for (const day of days) {
    for (const [hour, numbers] of Object.entries(day.hours ?? {})) {
      hours[hour] = { ...sumOfNumbers([hours[hour] ?? {}, numbers]) }
    }
  }
  for (const [hour, { followers }] of Object.entries(before?.hours ?? {})) {
    if (followers) hours[hour] = { ...hours[hour], followers }
  }
  return {
    ...sumOfNumbers(days),
    followers: before?.followers ?? 0,
    hours,
    retention: sumOfRecords(days.map(({ retention }) => retention)),
    from: sumOfRecords(days.map(({ from }) => from)),
  }
}

/** A number that is missing is 0. */
export function isSameDay(a: Summed, b: Summed): boolean {
  return JSON.stringify(flat(a)) === JSON.stringify(flat(b))
}

function flat({ hours, retention, from, ...numbers }: Summed): [string, number][] {
  const own = COUNTED.map((name): [string, number] => [name, numbers[name] ?? 0])
  const byHour = Object.entries(hours ?? {}).flatMap(([hour, counted]) =>
    Object.entries(counted).map(([name, value]): [string, number] => [`${hour}.${name}`, value]),
  )
  const parts = [
    ...Object.entries(retention ?? {}).map(([name, value]): [string, number] => [`r${name}`, value]),
    ...Object.entries(from ?? {}).map(([name, value]): [string, number] => [`f${name}`, value]),
  ]
  return [...own, ...byHour, ...parts]
    .filter(([, value]) => value !== 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function sumOfNumbers(all: readonly Numbers[]): Record<(typeof COUNTED)[number], number> {
  const sum = (name: (typeof COUNTED)[number]) => all.reduce((total, each) => total + (each[name] ?? 0), 0)
  return {
    plays: sum('plays'),
    views: sum('views'),
    milliseconds: sum('milliseconds'),
    completions: sum('completions'),
    likes: sum('likes'),
    saves: sum('saves'),
    shares: sum('shares'),
    sales: sum('sales'),
    followers: sum('followers'),
  }
}

function sumOfRecords(records: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const record of records) {
    for (const [name, value] of Object.entries(record ?? {})) sum[name] = (sum[name] ?? 0) + value
  }
  return sum
}
