import type { Results } from './results.ts'

/**
 * What the results mean for somebody who does not read tables.
 * @throws Error that names a measure that a bench no longer has
 */
export function inWords(all: readonly Results[]): string {
  const measures = all.flatMap(results => results.measures)
  function value(name: string): number {
    const found = measures.find(measure => measure.name === name)
    if (!found) throw new Error(`No bench measures “${name}” any more: change bench/setup/in-words.ts`)
    return found.value
  }
  const cold = (what: string) => percent(value(`${what}: cold start against Express`))
  const warm = measures.filter(({ name }) => /: throughput at 32 against Express$/.test(name))
  const rates = warm.map(measure => measure.value)
  const scaled = measures.filter(({ name }) => name.endsWith(': 1000000 reels against 1000'))
  const miscounted = value('1,000 likes on one reel: rounds that were not counted exactly')
  const aims = measures.filter(({ holds }) => holds !== null)
  return [
    `When no process is running yet, the first answer of the feed takes ${cold('feed')} of the time that it takes with one Express application, a like ${cold('like')}, and a login ${cold('login')}.`,
    `When processes are running, they answer ${percent(Math.min(...rates))} to ${percent(Math.max(...rates))} as many requests a second as Express.`,
    `With 1,000,000 reels, the first page takes ${percent(value('first page: 1000000 reels against 1000'))} of the time that it takes with 1,000, and nothing else takes more than ${percent(Math.max(...scaled.map(measure => measure.value)))}.`,
    `When 1,000 users like one reel at the same time, ${
      miscounted === 0 ? 'every like is counted' : `some likes are not counted in ${miscounted} rounds`
    }, at ${value('1,000 likes on one reel: throughput against a transaction each')} times the rate of a transaction for each like.`,
    `The column “holds” compares a figure with an aim, and the aims are high: ${aims.filter(({ holds }) => holds).length} of ${aims.length} hold.`,
  ]
    .map(sentence => `- ${sentence}\n`)
    .join('')
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}
