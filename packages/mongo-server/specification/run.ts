import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startMongo } from '../server.ts'
import { parseSpecification } from './format.ts'
import { runSpecification } from './unified-tests.ts'
import { NotSupported, type Outcome, type Verdict } from './verdicts.ts'

/** Judges the server by the drivers' specification tests: `node packages/mongo-server/specification/run.ts DIRECTORY`. */
const directory = process.argv[2] ?? process.env['SPECIFICATIONS_DIR']
if (directory === undefined) {
  console.error('usage: node packages/mongo-server/specification/run.ts DIRECTORY (or SPECIFICATIONS_DIR)')
  process.exit(2)
}

const mongo = await startMongo({
  port: 0,
  dataDir: ':memory:',
  testCommands: true,
  log: line => console.error(line),
})
const outcomes: Outcome[] = []
for (const file of globSync('**/*.json', { cwd: directory }).sort()) {
  try {
    const specification = parseSpecification(readFileSync(join(directory, file), 'utf8'))
    outcomes.push(...(await runSpecification(mongo.uri, specification)))
  } catch (error) {
    if (!(error instanceof NotSupported)) throw error
    outcomes.push({ test: file, verdict: 'not supported', why: error.message })
  }
}
await mongo.close()

for (const { test, verdict, why } of outcomes)
  if (verdict !== 'passed') console.log(`${verdict}: ${test}: ${why}`)
console.log(
  `${count('passed')} passed, ${count('failed')} failed, ${count('not required')} not required here, ` +
    `${count('not supported')} not supported by this runner`,
)
process.exit(count('failed') > 0 ? 1 : 0)

function count(verdict: Verdict): number {
  return outcomes.filter(each => each.verdict === verdict).length
}
