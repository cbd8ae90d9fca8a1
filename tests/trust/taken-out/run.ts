import { join } from 'node:path'
import { wantedRows } from '../rows.ts'
import { copyOf } from './copy.ts'
import { readMarkers } from './markers.ts'
import { nameOf, without } from './protection.ts'
import { PROTECTIONS } from './protections.ts'
import { runTests } from './run-tests.ts'

// Takes the protections out of a copy of the sources, one at a time, and runs the tests of their row: at least one
// of them must fail. First all of them must pass in the copy as it is. Rows may be named on the command line.
const root = join(import.meta.dirname, '../../..')
const rows = wantedRows(root, process.argv.slice(2).join(','))
const protections = PROTECTIONS.filter(({ row }) => rows.includes(row))
const copy = copyOf(root)
try {
  const untouched = await runTests(copy.folder, rows)
  if (untouched.passed) await takeOut()
  else {
    console.log(`With everything in place, the tests already fail:\n${untouched.output}`)
    process.exitCode = 1
  }
} finally {
  copy.remove()
}

async function takeOut(): Promise<void> {
  const markers = readMarkers(copy.folder)
  let unnoticed = 0
  for (const protection of protections) {
    const putBack = copy.change(without(protection, markers))
    const { failure, output } = await runTests(copy.folder, [protection.row], '--bail=1')
    putBack()
    if (failure === null) unnoticed += 1
    console.log(
      failure === null
        ? `✗ ${nameOf(protection)}: no test of its row fails\n${output}`
        : `✓ ${nameOf(protection)}\n    ${failure}`,
    )
  }
  console.log(`${protections.length - unnoticed} passed, ${unnoticed} failed`)
  process.exitCode = unnoticed === 0 ? 0 : 1
}
