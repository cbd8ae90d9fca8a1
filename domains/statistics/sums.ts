import { COUNTED, type Numbers } from '#domains/statistics/model.ts'

/** The numbers of several days in one. */
export function sumOf(days: readonly Numbers[]): Numbers {
  const sum: Numbers = {}
  for (const name of COUNTED) sum[name] = days.reduce((total, day) => total + (day[name] ?? 0), 0)
  return sum
}

/** What was watched, as the API gives it. */
export function watchedIn({ plays = 0, views = 0, milliseconds = 0, completions = 0 }: Numbers) {
  return { plays, views, watchSeconds: Math.round(milliseconds / 100) / 10, completions }
}

/** The rest. What was taken back may be counted on another day than it was given, after a change of the time zone. */
export function doneIn({ likes = 0, saves = 0, shares = 0, sales = 0 }: Numbers) {
  return { likes: Math.max(0, likes), saves: Math.max(0, saves), shares, sales }
}
