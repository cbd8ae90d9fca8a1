import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import type { DeployedFunction } from '#tooling/packaging/deployed-functions.ts'

/** The clients of the AWS SDK that the functions use. The runtime of Lambda includes them. */
const SDK = ['@aws-sdk/client-ssm', '@aws-sdk/client-sesv2']

/** A folder with the layout of a Lambda environment: runtime, its SDK, and the unpacked bundles, read-only. */
export interface Sandbox {
  /** The Node that the project pins, which is that of the stage. */
  node: string
  /** The entry of the runtime interface client. */
  runtime: string
  taskRoot(name: string): string
  remove(): Promise<void>
}

export async function makeSandbox(root: string, functions: readonly DeployedFunction[]): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'reels-lambda-'))
  // If root makes these files, another user runs the functions.
  await chmod(folder, 0o755)
  const node = join(folder, 'node')
  await copyFile(process.execPath, node)
  await chmod(node, 0o755)
  const runtime = join(folder, 'runtime')
  await cp(join(root, 'tests/bundles/runtime/node_modules/aws-lambda-ric'), runtime, { recursive: true })
  await copySdk(root, folder)
  for (const { name, zip } of functions) await unpack(zip, join(folder, 'task', name))
  return {
    node,
    runtime: join(runtime, 'index.mjs'),
    taskRoot: name => join(folder, 'task', name),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function unpack(zip: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true })
  const folders = new Set([into])
  for (const [path, bytes] of Object.entries(unzipSync(await readFile(zip)))) {
    const file = join(into, path)
    for (let each = dirname(file); each !== into; each = dirname(each)) folders.add(each)
    await mkdir(dirname(file), { recursive: true })
    if (!path.endsWith('/')) await writeFile(file, bytes, { mode: 0o444 })
  }
  for (const each of folders) await chmod(each, 0o555)
}

// Beside the folder of the task, so that `import` finds it from there, and nothing else of the project.
async function copySdk(root: string, folder: string): Promise<void> {
  const { packages }: { packages: Record<string, { dependencies?: Record<string, string> }> } = JSON.parse(
    await readFile(join(root, 'package-lock.json'), 'utf8'),
  )
  const needed = new Set<string>()
  const need = (name: string, from: string) => {
    const paths = [`${from}/node_modules/${name}`, `node_modules/${name}`]
    const path = paths.find(each => packages[each] !== undefined)
    if (path === undefined) throw new Error(`${name} is not in the lock file`)
    if (needed.has(path)) return
    needed.add(path)
    for (const dependency of Object.keys(packages[path]?.dependencies ?? {})) need(dependency, path)
  }
  for (const name of SDK) need(name, '')
  for (const path of needed) await cp(join(root, path), join(folder, path), { recursive: true })
}
