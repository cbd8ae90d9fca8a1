import { execFile } from 'node:child_process'
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { runGenerator } from '../run-generator.ts'
import { type Plan, planOf } from './plan.ts'
import { rowsOf, withRow } from './rows.ts'
import { declaration, firstTest } from './texts.ts'

const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')

interface Document {
  paths: Record<string, Record<string, { operationId: string }>>
}

/**
 * Writes the declaration of an endpoint, a first test and the rows that the tables of tests need.
 * @returns the files that were written or changed: first the declaration, then the test
 * @throws Error that says what to give instead if the route or the name is taken; nothing is written then
 */
export async function newEndpoint(root: string, given: string[], options: { auth?: string; name?: string }) {
  const plan = planOf(given, options)
  const test = `tests/functions/${plan.file.split('/').at(-1)?.replace('.ts', '.test.ts')}`
  await refuseTaken(root, plan)
  for (const file of [plan.file, test])
    if (await exists(join(root, file))) throw new Error(`${file} is there already.`)
  const texts = new Map([
    [plan.file, declaration(plan)],
    [test, firstTest(plan)],
  ])
  for (const [file, row] of rowsOf(plan)) {
    texts.set(file, withRow(await readFile(join(root, file), 'utf8'), row, file))
  }
  for (const [file, text] of texts) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return [...texts.keys()]
}

async function refuseTaken(root: string, { method, path, name }: Plan): Promise<void> {
  const document: Document = JSON.parse(await readFile(join(root, 'generated/openapi.json'), 'utf8'))
  const same = document.paths[path]?.[method.toLowerCase()]
  if (same) throw new Error(`${method} ${path} is ${same.operationId} already.`)
  const operations = Object.values(document.paths).flatMap(methods => Object.values(methods))
  if (operations.some(({ operationId }) => operationId === name)) {
    throw new Error(`There is a ${name} already. Give another name with --name=`)
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

if (import.meta.main) {
  const root = process.cwd()
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { auth: { type: 'string' }, name: { type: 'string' } },
    })
    const files = await newEndpoint(root, positionals, values)
    await promisify(execFile)(process.execPath, [BIOME, 'check', '--write', ...files])
    await runGenerator(root)
    const [file, test, ...tables] = files
    console.log(`
Declared in   ${file}
Tested in     ${test}
Rows added to ${tables.join('\n              ')}

It answers already: its route, its OpenAPI operation and its method of the client are generated. Next:

1. Write its query, in the domain that it is about.
2. Say in the declaration what it takes and answers, and call the query in \`handle\`.
3. Expect the true answer in the test: npx vitest run --project api ${test}
`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
