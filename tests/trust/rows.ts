import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The page whose rows the tests show. */
const PAGE = 'docs/trust.md'
const ROW_OF_PAGE = /^\| (\d{1,3}) \|/gm
/** A string that begins with a row, as in `it('[14] ends the family …')`. */
const TITLE_IN_SOURCE = /['"`]\[(\d{1,3})\] /g
const TITLE = /\[(\d{1,3})\] (.*)$/
const TEST_FILES = '{functions,shared,domains,web,tooling,packages,local,bench,tests}/**/*.test.ts'

/** The numbers of the rows in docs/trust.md, in the order of the page. */
export function rowsOfPage(root: string): number[] {
  return [...readFileSync(join(root, PAGE), 'utf8').matchAll(ROW_OF_PAGE)].map(([, row]) => Number(row))
}

/** The rows that titles in the source of a test begin with, each once. */
export function rowsInTitles(source: string): number[] {
  return [...new Set([...source.matchAll(TITLE_IN_SOURCE)].map(([, row]) => Number(row)))]
}

/**
 * The files whose tests show one of the rows.
 * @returns for each path, relative to `root`, the rows that it has
 */
export function testFilesOf(root: string, rows: readonly number[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  const paths = globSync(TEST_FILES, { cwd: root, exclude: ['**/node_modules'] }).sort()
  for (const path of paths) {
    const shown = rowsInTitles(readFileSync(join(root, path), 'utf8')).filter(row => rows.includes(row))
    if (shown.length > 0) found.set(path, shown)
  }
  return found
}

/** Matches the full names of the tests of these rows: the names of their suites stand before the number. */
export function namesOf(rows: readonly number[]): RegExp {
  return new RegExp(`\\[(?:${rows.join('|')})\\] `)
}

/** @returns the row of a test and what its title says it shows, by its full name; null for any other test */
export function rowOf(fullName: string): { row: number; shows: string } | null {
  const [, row, shows] = TITLE.exec(fullName) ?? []
  return row === undefined || shows === undefined ? null : { row: Number(row), shows }
}

/** The rows that are asked for by `TRUST_ROWS=14,39`, or all that the page has. */
export function wantedRows(root: string, named = process.env['TRUST_ROWS']): number[] {
  const rows = rowsOfPage(root)
  if (!named) return rows
  const wanted = named.split(',').map(Number)
  const unknown = wanted.filter(row => !rows.includes(row))
  if (unknown.length > 0) throw new Error(`${PAGE} does not have row ${unknown.join(', ')}`)
  return wanted
}
