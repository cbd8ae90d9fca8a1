import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContractDocument, clientOperations } from './contract/client-operations.ts'
import { commonPasswordsJson } from './contract/common-passwords.ts'
import { confusablesJson } from './contract/confusables.ts'
import { readDeclarations } from './contract/declarations.ts'
import { docsPage } from './contract/docs-page.ts'
import { openapiDocument } from './contract/openapi.ts'
import { packedOpenapi } from './contract/openapi-packed.ts'
import { postmanCollection } from './contract/postman.ts'
import { deploymentsOf } from './packaging/deployment.ts'
import { environmentOfLaptop, environmentOfStages } from './packaging/environment-yml.ts'
import { functionsYml, routesJson } from './packaging/functions-yml.ts'
import { resourcesYml } from './packaging/resources-yml.ts'
import { concurrencyYml } from './packaging/shares.ts'

/** Everything that is made from the declarations: contents by path. */
export async function generate(root: string): Promise<Map<string, string>> {
  const declarations = await readDeclarations(root)
  const stages = await readFile(join(root, 'infrastructure/stages.yml'), 'utf8')
  const document = openapiDocument(declarations)
  const json = `${JSON.stringify(document, null, 2)}\n`
  const parsed: ContractDocument &
    Parameters<typeof postmanCollection>[0] &
    Parameters<typeof docsPage>[0] &
    Parameters<typeof packedOpenapi>[0] = JSON.parse(json)
  const docs = await docsPage(parsed, await present(root, 'generated/docs-assets.json'))
  const packed = packedOpenapi(parsed, declarations, await present(root, 'generated/openapi-packed.json'))
  const auths = new Map(declarations.endpoints.map(({ name, endpoint }) => [name, endpoint.auth]))
  return new Map([
    ['generated/functions.yml', functionsYml(declarations)],
    ['generated/resources.yml', resourcesYml(declarations)],
    ['infrastructure/environment.deployed.yml', environmentOfStages(stages)],
    ['infrastructure/environment.laptop.yml', environmentOfLaptop()],
    ['generated/concurrency.yml', concurrencyYml(deploymentsOf(declarations), stages)],
    ['generated/routes.json', routesJson(declarations)],
    ['generated/openapi.json', json],
    ['generated/openapi-packed.json', `${JSON.stringify(packed, null, 1)}\n`],
    ['generated/common-passwords.json', commonPasswordsJson()],
    ['generated/confusables.json', confusablesJson()],
    ['generated/postman.json', `${JSON.stringify(postmanCollection(parsed, auths), null, 2)}\n`],
    ['generated/docs-page.json', `${JSON.stringify({ html: docs.html })}\n`],
    ['generated/docs-assets.json', `${JSON.stringify(docs.assets, null, 1)}\n`],
    ['packages/client/operations.ts', clientOperations(declarations, parsed)],
  ])
}

/** What a file holds that was generated before. */
async function present<Value>(root: string, path: string): Promise<Record<string, Value>> {
  return JSON.parse(await readFile(join(root, path), 'utf8').catch(() => '{}'))
}

/** The generated files that are not what the declarations say: contents by path. */
export async function drift(root: string): Promise<Map<string, string>> {
  const stale = new Map<string, string>()
  for (const [path, content] of await generate(root)) {
    const present = await readFile(join(root, path), 'utf8').catch(() => null)
    if (present !== content) stale.set(path, content)
  }
  return stale
}

if (import.meta.main) {
  const root = process.cwd()
  try {
    for (const [path, content] of await drift(root)) await writeFile(join(root, path), content)
  } catch (error) {
    // Where in this program it was noticed helps nobody who has written a declaration.
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
