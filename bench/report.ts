import { readFileSync, writeFileSync } from 'node:fs'
import { inWords } from './setup/in-words.ts'
import { type Bar, barPlot, type Line, linePlot } from './setup/plots.ts'
import { aimsOf, type Results, readResults, type Table } from './setup/results.ts'

// `npm run bench:report` writes the results into docs/performance.md, between its markers, and draws the plots beside it.

const NAMES = ['cold', 'warm', 'scale', 'hot', 'upload', 'picture'] as const
const PAGE = 'docs/performance.md'
const PLOTS = 'docs/performance'
const TITLES: Record<string, string> = {
  cold: 'From the start of a process to its first answer',
  scale: 'The same queries with more and more reels',
  hot: 'Requests a second, 64 at a time',
}

let page = readFileSync(PAGE, 'utf8')
for (const name of NAMES) {
  const results = readResults(name)
  const missing = `Not measured yet: \`npm run bench:${name}\`.\n`
  page = between(page, name, results ? `${plotOf(results)}${textOf(results)}` : missing)
}
const all = NAMES.flatMap(name => readResults(name) ?? [])
if (all.length === NAMES.length) page = between(page, 'in words', inWords(all))
writeFileSync(PAGE, page)

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

/** Draws the plots beside the page. */
function plotOf({ name, series }: Results): string {
  const drawing = drawingOf(name, series)
  if (drawing === null) return ''
  writeFileSync(`${PLOTS}-${name}.svg`, drawing)
  return `![${TITLES[name]}](performance-${name}.svg)\n\n`
}

function drawingOf(name: string, series: Results['series']): string | null {
  const { bars, lines } = series ?? {}
  const [title, unit] = [TITLES[name] ?? name, name === 'hot' ? 'requests a second' : 'ms']
  if (isBars(bars)) {
    return barPlot({
      title,
      unit,
      bars: bars.map(bar => ({ ...bar, isOurs: bar.name.includes('function') })),
    })
  }
  return isLines(lines) ? linePlot({ title, unit, lines }) : null
}

function isBars(value: unknown): value is Bar[] {
  return Array.isArray(value)
}

function isLines(value: unknown): value is Line[] {
  return Array.isArray(value)
}
