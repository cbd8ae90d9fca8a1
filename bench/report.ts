import { readFileSync, writeFileSync } from 'node:fs'
import { barPlot, linePlot } from './setup/plots.ts'
import { aimsOf, type Results, readResults, type Table } from './setup/results.ts'

// Puts what the benchmarks have found into docs/performance.md, between its markers, and draws the plots beside it:
// `npm run bench:report`.

const NAMES = ['cold', 'warm', 'scale', 'hot', 'upload'] as const
const PAGE = 'docs/performance.md'
const PLOTS = 'docs/performance'

interface Bar {
  name: string
  kind?: string
  median: number
  low: number
  high: number
}

let page = readFileSync(PAGE, 'utf8')
for (const name of NAMES) {
  const results = readResults(name)
  if (!results) throw new Error(`Run bench:${name} first`)
  page = between(page, name, textOf(results))
}
writeFileSync(PAGE, page)
drawPlots()

function between(text: string, name: string, inner: string): string {
  const [start, end] = [`<!-- ${name}: made by npm run bench:report -->`, `<!-- end of ${name} -->`]
  const [before, rest] = text.split(start)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for ${name}`)
  return `${before}${start}\n\n${inner}\n${end}${after}`
}

function textOf({ machine, versions, measuredAt, measures, tables }: Results): string {
  const where = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    tableOf(aimsOf(measures)),
    ...tables.map(table => `${table.title}:\n\n${tableOf(table)}`),
    `Measured ${measuredAt.replace('T', ' ')} UTC on ${machine}; ${where.join(', ')}.\n`,
  ].join('\n')
}

function tableOf({ columns, rows }: Table): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |\n`
  const rule = columns.map((_, column) => (column === 0 ? '---' : '---:'))
  return `${line(columns)}${line(rule)}${rows.map(line).join('')}`
}

function drawPlots(): void {
  const cold = barsOf('cold')
  writeFileSync(
    `${PLOTS}-cold.svg`,
    barPlot({
      title: 'From the start of a process to its first answer',
      unit: 'ms',
      bars: cold.map(bar => ({ ...bar, isOurs: bar.name.includes('function') })),
    }),
  )
  writeFileSync(
    `${PLOTS}-hot.svg`,
    barPlot({
      title: 'Likes a second, 64 at a time',
      unit: 'likes a second',
      bars: barsOf('hot').map(bar => ({ ...bar, isOurs: bar.name.includes('function') })),
    }),
  )
  const lines = readResults('scale')?.series?.['lines']
  if (!isLines(lines)) throw new Error('bench:scale has left no lines')
  writeFileSync(
    `${PLOTS}-scale.svg`,
    linePlot({ title: 'The same question to more and more reels', x: 'reels', y: 'ms', lines }),
  )
}

function barsOf(name: string): Bar[] {
  const bars = readResults(name)?.series?.['bars']
  if (!Array.isArray(bars)) throw new Error(`bench:${name} has left no bars`)
  return bars
}

function isLines(value: unknown): value is { name: string; points: [number, number][] }[] {
  return Array.isArray(value)
}
