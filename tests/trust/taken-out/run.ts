import { join } from 'node:path'
import { wantedRows } from '../rows.ts'
import { type Copy, copyOf } from './copy.ts'
import { readMarkers } from './markers.ts'
import { nameOf, type Protection, without } from './protection.ts'
import { PROTECTIONS } from './protections.ts'
import { type Run, runTests } from './run-tests.ts'

// Takes the protections out of a copy of the sources, one at a time, and runs the tests of their row: at least one
// of them must fail. First all of them must pass in the copy as it is. Rows may be named on the command line.
const root = join(import.meta.dirname, '../../..')
const rows = wantedRows(root, process.argv.slice(2).join(','))
const wanted = PROTECTIONS.filter(({ row }) => rows.includes(row))
const copy = copyOf(root)
try {
  // Tried once more before it counts, because a busy machine may be too slow for a time limit.
  const intact = await runTests(copy.folder, rows, '--retry=1')
  for (const { what } of intact.failures) console.log(`✗ fails with everything in place: ${what}`)
  if (!intact.passed && intact.failures.length === 0) console.log(intact.output)
  const unnoticed = (await takeOut(copy)) + intact.failures.length
  process.exitCode = intact.passed && unnoticed === 0 ? 0 : 1
} finally {
  copy.remove()
}

/** @returns how many of the chosen protections no test has noticed */
async function takeOut({ folder, change }: Copy): Promise<number> {
  const markers = readMarkers(folder)
  let unnoticed = 0
  for (const protection of wanted) {
    const putBack = change(without(protection, markers))
    const run = await runTests(folder, [protection.row], '--bail=1')
    putBack()
    if (run.failures.length === 0) unnoticed += 1
    console.log(told(protection, run))
  }
  console.log(`${wanted.length - unnoticed} passed, ${unnoticed} failed`)
  return unnoticed
}

function told(protection: Protection, { failures: [first], output }: Run): string {
  const name = nameOf(protection)
  return first ? `✓ ${name}\n    ${first.what}` : `✗ ${name}: no test of its row fails\n${output}`
}
