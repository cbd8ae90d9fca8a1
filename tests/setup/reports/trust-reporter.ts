import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { rowOf, wantedRows } from '../../trust/rows.ts'
import './seen.ts'
import { trustSeed } from './seed.ts'

const NUMBER_WIDTH = 4
const STATE_WIDTH = 7
const TEXT_WIDTH = 96

interface Line {
  row: number
  shows: string
  seen: string | undefined
  state: string
}

/**
 * Prints what `npm run test:trust` has shown, one line for each test of a row of docs/trust.md. The run fails
 * if a row has no test. A title begins with its row: `[39] counts …`.
 */
export default class TrustReporter implements Reporter {
  #startedAt = Date.now()

  onTestCaseResult(test: TestCase): void {
    const line = lineOf(test)
    if (!line || line.state === 'skipped') return
    const seconds = ((test.diagnostic()?.duration ?? 0) / 1_000).toFixed(1)
    print(`${line.state === 'passed' ? '✓' : '✗'} [${line.row}] ${line.shows} (${seconds} s)`)
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const wanted = wantedRows(process.cwd())
    const lines = tests
      .flatMap(test => lineOf(test) ?? [])
      .filter(line => wanted.includes(line.row))
      .sort((a, b) => a.row - b.row)
    for (const module of modules) {
      for (const error of module.errors()) print(`\n✗ ${module.relativeModuleId}: ${error.message}`)
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) print(`\n✗ ${suite.fullName}: ${error.message}`)
      }
    }
    for (const error of unhandled) print(`\n✗ outside of the tests: ${error.message}`)
    for (const test of tests) printFailure(test)
    printTable(lines)

    const ran = new Set(lines.filter(line => line.state !== 'skipped').map(line => line.row))
    const missing = wanted.filter(row => !ran.has(row))
    const count = (state: string) => lines.filter(line => line.state === state).length
    const broken = modules.filter(module => !module.ok()).length
    if (missing.length > 0) print(`Rows without a test: ${missing.join(', ')}`)
    if (missing.length > 0 || broken > 0 || unhandled.length > 0) process.exitCode = 1
    print(`Seed ${trustSeed()}, ${((Date.now() - this.#startedAt) / 1_000).toFixed(0)} s`)
    print(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
  }
}

function lineOf(test: TestCase): Line | null {
  const named = rowOf(test.fullName)
  return named && { ...named, seen: test.meta().seen, state: test.result().state }
}

function printFailure(test: TestCase): void {
  const { errors = [] } = test.result()
  for (const error of errors) {
    const frames = error.stacks ?? []
    const frame = frames.find(({ file }) => file.endsWith('.test.ts')) ?? frames[0]
    print(`\n✗ ${test.fullName}${frame ? `\n  ${frame.file}:${frame.line}` : ''}\n  ${error.message}`)
    if (error.diff) print(error.diff)
  }
}

function printTable(lines: readonly Line[]): void {
  const write = (row: string, state: string, text: string) =>
    print(`${row.padStart(NUMBER_WIDTH)}  ${state.padEnd(STATE_WIDTH)}  ${text}`)
  print('')
  write('row', 'state', 'what it shows, and what was seen')
  for (const { row, state, shows, seen } of lines) {
    const [first = '', ...rest] = [...wrap(shows), ...(seen === undefined ? [] : wrap(`→ ${seen}`))]
    write(String(row), state, first)
    for (const text of rest) write('', '', text)
  }
  print('')
}

function wrap(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + word.length >= TEXT_WIDTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
