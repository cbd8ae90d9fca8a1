import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Spread } from './statistics.ts'

const FOLDER = 'bench/results'

/** A figure and its aim: an upper limit, or a lower one if `atLeast`. */
export interface Measure {
  name: string
  value: number
  /** The middle half of the runs. */
  spread?: [low: number, high: number]
  aim: number | null
  atLeast?: true
  holds: boolean | null
}

/** A table for the terminal and for docs/performance.md. Its first column names the row. */
export interface Table {
  title: string
  columns: string[]
  rows: (string | number)[][]
}

export interface Results {
  name: string
  machine: string
  versions: Record<string, string>
  measuredAt: string
  measures: Measure[]
  tables: Table[]
  /** The data of plots, by the name of the plot. */
  series?: Record<string, unknown>
}

/** A measure with its aim: an upper limit, or a lower one if `atLeast`. */
export function measure(
  name: string,
  value: Spread | number,
  aim: number | null,
  atLeast?: 'at least',
): Measure {
  const figure = typeof value === 'number' ? value : value.median
  const reached = atLeast ? figure >= (aim ?? 0) : figure <= (aim ?? 0)
  return {
    name,
    value: rounded(figure),
    ...(typeof value !== 'number' && { spread: [rounded(value.low), rounded(value.high)] }),
    aim,
    ...(atLeast && { atLeast: true }),
    holds: aim === null ? null : reached,
  }
}

/** Prints the tables and the aims, and writes `bench/results/<name>.json`. */
export function report(name: string, found: Pick<Results, 'measures' | 'tables' | 'series'>): void {
  const results: Results = {
    name,
    machine: machine(),
    versions: versions(),
    measuredAt: new Date().toISOString().slice(0, 16),
    ...found,
  }
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`)
  console.log(`\n${results.machine}; ${Object.entries(results.versions).flat().join(' ')}`)
  for (const table of results.tables) console.log(`\n${printed(table)}`)
  console.log(`\n${printed(aimsOf(results.measures))}`)
}

export function readResults(name: string): Results | null {
  try {
    return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))
  } catch {
    // Not measured yet.
    return null
  }
}

export function aimsOf(measures: readonly Measure[]): Table {
  return {
    title: 'Aims',
    columns: ['measure', 'value', 'middle half', 'aim', 'holds'],
    rows: measures.map(({ name, value, spread, aim, atLeast, holds }) => [
      name,
      value,
      spread ? `${spread[0]} to ${spread[1]}` : '',
      aim === null ? '' : `${aim} or ${atLeast ? 'more' : 'less'}`,
      holds === null ? '' : holds ? 'yes' : 'no',
    ]),
  }
}

function printed({ title, columns, rows }: Table): string {
  const cells = [columns, ...rows].map(row => row.map(String))
  const widths = columns.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const lines = cells.map(row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd : cell.padStart).call(cell, widths[column] ?? 0))
      .join('  '),
  )
  return [title, ...lines].join('\n')
}

/** Rounded to three significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

function machine(): string {
  const [cpu] = os.cpus()
  const gibibytes = Math.round(os.totalmem() / 1024 ** 3)
  return `${os.cpus().length} × ${cpu?.model.trim() || os.arch()}, ${gibibytes} GiB, ${os.type()} ${os.arch()}`
}

function versions(): Record<string, string> {
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
  return { Node: process.versions.node, mongoose: versionOf('mongoose'), mongodb: versionOf('mongodb') }
}
