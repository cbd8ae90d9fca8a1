import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startMongo } from '../server.ts'
import { parseSpecification, Unsupported } from './format.ts'
import { type Outcome, runSpecification } from './unified-tests.ts'

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
    if (!(error instanceof Unsupported)) throw error
    outcomes.push({ test: file, result: 'skipped', why: error.message })
  }
}
await mongo.close()

for (const { test, result, why } of outcomes)
  if (result !== 'passed') console.log(`${result}: ${test}: ${why}`)
const count = (result: Outcome['result']) => outcomes.filter(each => each.result === result).length
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
process.exit(count('failed') > 0 ? 1 : 0)
