import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rowsOfPage } from '../trust/rows.ts'

/** The requirements of ASVS 5.0.0 by level, without V10 and V17. https://github.com/OWASP/ASVS/tree/v5.0.0/5.0 */
const REQUIREMENTS = {
  1: [
    '1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1',
    '2.1.1 2.2.1 2.2.2 2.3.1',
    '3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3',
    '4.1.1 4.4.1',
    '5.2.1 5.2.2 5.3.1 5.3.2',
    '6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2',
    '7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2',
    '8.1.1 8.2.1 8.2.2 8.3.1',
    '9.1.1 9.1.2 9.1.3 9.2.1',
    '11.3.1 11.3.2 11.4.1',
    '12.1.1 12.2.1 12.2.2',
    '13.4.1',
    '14.2.1 14.3.1',
    '15.1.1 15.2.1 15.3.1',
  ],
  2: [
    '1.1.1 1.1.2 1.2.6 1.2.7 1.2.8 1.2.9 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.8 1.3.9 1.3.10 1.3.11 1.4.1 1.4.2 1.4.3 1.5.2',
    '2.1.2 2.1.3 2.2.3 2.3.2 2.3.3 2.3.4 2.4.1',
    '3.3.2 3.3.3 3.3.4 3.4.3 3.4.4 3.4.5 3.4.6 3.5.4 3.5.5 3.7.1 3.7.2',
    '4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.2 4.4.3 4.4.4',
    '5.1.1 5.2.3 5.4.1 5.4.2 5.4.3',
    '6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4',
    '7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2',
    '8.1.2 8.2.3 8.4.1',
    '9.2.2 9.2.3 9.2.4',
    '11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.3 11.4.2 11.4.3 11.4.4 11.5.1 11.6.1',
    '12.1.2 12.1.3 12.3.1 12.3.2 12.3.3 12.3.4',
    '13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.2 13.4.3 13.4.4 13.4.5',
    '14.1.1 14.1.2 14.2.2 14.2.3 14.2.4 14.3.2 14.3.3',
    '15.1.2 15.1.3 15.2.2 15.2.3 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7',
    '16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3',
  ],
}

const STATES = ['holds', 'open', 'n/a']
const MOST_OPEN = 8
const page = readFileSync('docs/asvs.md', 'utf8')
const table = [...page.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (\S+) \| (.*) \|$/gm)].map(
  ([, id = '', level = '', short = '', state = '', evidence = '']) => ({ id, level, short, state, evidence }),
)
const idsOf = (level: keyof typeof REQUIREMENTS) => REQUIREMENTS[level].flatMap(line => line.split(' '))
const PATH = /`([\w.@-]+(?:\/[\w.@-]+)+\/?|[\w-]+\.(?:ts|json|yml|md|cjs))`/g
/** A row, a path, or a place in another document. */
const EVIDENCE = new RegExp(`\\brows? \\d|${PATH.source}|\\]\\(`)

describe('docs/asvs.md', () => {
  it('has each requirement once, under its level, in order', () => {
    for (const level of [1, 2] as const) {
      const listed = table.filter(each => each.level === String(level)).map(({ id }) => id)
      expect(listed).toEqual(idsOf(level))
    }
    expect(table).toHaveLength(217)
  })

  it('gives each a state, and evidence of what holds', () => {
    for (const { id, short, state, evidence } of table) {
      expect(STATES, id).toContain(state)
      expect(short.length, id).toBeGreaterThan(3)
      if (state === 'holds') expect(evidence, id).toMatch(EVIDENCE)
      else expect(evidence.length, id).toBeGreaterThan(5)
    }
    const open = table.filter(({ state }) => state === 'open')
    expect(open.filter(({ level }) => level === '1')).toEqual([])
    expect(open.length).toBeLessThanOrEqual(MOST_OPEN)
    const explained = [...page.matchAll(/^- \*\*(\d+\.\d+\.\d+)\*\* \([^)]+\)\. (?:.|\n {2}){100,}/gm)].map(
      ([, id]) => id,
    )
    expect(explained).toEqual(open.map(({ id }) => id))
  })

  it('names only files and folders that exist', () => {
    const named = table.flatMap(({ id, evidence }) =>
      [...evidence.matchAll(PATH)].map(([, path = '']) => ({ id, path })),
    )
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter(({ path }) => !existsSync(path))).toEqual([])
  })

  it('names only rows of docs/trust.md', () => {
    const rows = table.flatMap(({ evidence }) =>
      [...evidence.matchAll(/\brows? ([\d, ]+)/g)].flatMap(([, list = '']) => list.match(/\d+/g) ?? []),
    )
    expect(rows.length).toBeGreaterThan(100)
    const known = rowsOfPage('.')
    expect(rows.map(Number).filter(row => !known.includes(row))).toEqual([])
  })

  it('has the right sums', () => {
    for (const level of ['1', '2']) {
      const sums = STATES.map(
        state => table.filter(each => each.level === level && each.state === state).length,
      )
      const together = sums.reduce((sum, count) => sum + count)
      expect(page).toContain(`| ${[level, ...sums, together].join(' | ')} |`)
    }
  })
})
