import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { namesOf, rowOf, rowsInTitles, rowsOfPage, testFilesOf, wantedRows } from './rows.ts'

const root = process.cwd()

describe('docs/trust.md', () => {
  const rows = rowsOfPage(root)

  it('numbers its rows from 1 up, each once', () => {
    expect(rows.length).toBeGreaterThanOrEqual(49)
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b))
  })

  it('has a test for each row', () => {
    const shown = new Set([...testFilesOf(root, rows).values()].flat())
    expect(rows.filter(row => !shown.has(row))).toEqual([])
  })

  it('has each row that the title of a test names', () => {
    const tests = globSync('**/*.test.ts', { cwd: root, exclude: ['**/node_modules'] })
    const unknown = tests.flatMap(path =>
      rowsInTitles(readFileSync(path, 'utf8'))
        .filter(row => !rows.includes(row))
        .map(row => `${path}: [${row}]`),
    )
    expect(unknown).toEqual([])
  })
})

// Put together here, so that this file does not look like a test of these rows.
const title = (row: number | string, shows = 'answers alike') => `[${row}] ${shows}`

describe('the row of a test', () => {
  it.each([
    ['in single quotes', `it('${title(7)}', () => {})`, [7]],
    ['in double quotes', `it("${title(14)}", () => {})`, [14]],
    ['in a template', `it.for(rows)(\`${title(49, 'ends ${it}')}\`)`, [49]],
    ['of three digits, on a line of its own', `it(\n  '${title(132)}',\n)`, [132]],
    ['that comes twice', `it('${title(3)}')\nit('${title(3, 'takes as long')}')`, [3]],
  ])('is found in its source %s', (_, source, rows) => {
    expect(rowsInTitles(source)).toEqual(rows)
  })

  it.each([
    ['later in a title', `it('gives ${title(14)}')`],
    ['without a title', "expect(names).toEqual('[14]')"],
    ['of four digits', `it('${title(1432)}')`],
  ])('is not a number %s', (_, source) => {
    expect(rowsInTitles(source)).toEqual([])
  })

  it('is in its full name', () => {
    expect(rowOf(`a suite > ${title(7)}`)).toEqual({ row: 7, shows: 'answers alike' })
    expect(rowOf(title(132))).toEqual({ row: 132, shows: 'answers alike' })
    expect(rowOf('a suite > answers alike')).toBeNull()
  })

  it('selects its tests and no others', () => {
    const names = [1, 11, 111].map(row => `a suite > ${title(row)}`)
    expect(names.filter(name => namesOf([1]).test(name))).toEqual([names[0]])
    expect(names.filter(name => namesOf([11, 111]).test(name))).toEqual([names[1], names[2]])
  })
})

describe('the rows to run', () => {
  it('are all rows, if none is named', () => {
    expect(wantedRows(root, '')).toEqual(rowsOfPage(root))
  })

  it('are those that are named, if the page has them', () => {
    expect(wantedRows(root, '14,3')).toEqual([14, 3])
    expect(() => wantedRows(root, '14,999')).toThrow('docs/trust.md does not have row 999')
  })
})
