import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'

const STEPS = 10

/**
 * Says how long the last run of as many files took, and every now and then how many files are done and how long the rest
 * will take. Nothing is said about a few files.
 */
export default class Progress implements Reporter {
  private startedAt = 0
  private files = 0
  private done = 0
  private file = ''

  onInit({ config }: Vitest): void {
    this.file = join(config.root, 'node_modules/.vitest-seconds.json')
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.startedAt = performance.now()
    this.files = specifications.length
    this.done = 0
    if (this.files < STEPS) return
    const before = this.known()[this.files]
    say(`${this.files} files of tests. ${before ? `The last run took ${minutes(before)}.` : ''}`)
  }

  onTestModuleEnd(): void {
    this.done += 1
    const isStep =
      Math.floor((this.done * STEPS) / this.files) > Math.floor(((this.done - 1) * STEPS) / this.files)
    if (this.files < STEPS || !isStep || this.done === this.files) return
    const seconds = this.seconds()
    const left = (seconds / this.done) * (this.files - this.done)
    say(`${this.done} of ${this.files} files after ${minutes(seconds)}, about ${minutes(left)} to go.`)
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.files < STEPS || modules.length < this.files) return
    writeFileSync(this.file, JSON.stringify({ ...this.known(), [this.files]: this.seconds() }))
  }

  private seconds(): number {
    return (performance.now() - this.startedAt) / 1_000
  }

  /** Seconds by the number of files. */
  private known(): Record<string, number> {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8'))
    } catch {
      return {}
    }
  }
}

function say(text: string): void {
  process.stdout.write(`${text.trim()}\n`)
}

/** `4:05` */
function minutes(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
}
