import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { unzipSync } from 'fflate'
import { parse } from 'yaml'
import { readTemplate } from '#tooling/packaging/deployed-functions.ts'
import { packageFolder } from '#tooling/packaging/package.ts'

// Every stage has the same zips.
const STAGE = 'prod'

/** One bundle that exports `handler`. */
export interface Bundle {
  entry: string
  bytes: number
  /** The files in it, by their paths from the root. */
  inputs: string[]
}

interface Packaged extends Omit<Bundle, 'inputs'> {
  zippedBytes: number
}

export interface Bundles {
  /** Our functions, unpacked from the zips of `npm run package`. */
  ours: ReadonlyMap<string, Packaged>
  express: Bundle
  bareDriver: Bundle
  bareMongoose: Bundle
  bareLogin: Bundle
  transactionLike: Bundle
  empty: Bundle
  folder: string
  remove(): void
}

export async function makeBundles(functions: readonly string[], uploadUrl: string): Promise<Bundles> {
  const folder = mkdtempSync(join(tmpdir(), 'reels-bundles-'))
  if (process.env['BENCH_PACKAGED'] !== 'true') run(process.execPath, ['tooling/packaging/package.ts', STAGE])
  run(process.execPath, ['tooling/checks/ensure-installed.mjs', 'bench/peers/express'])
  const peer = (name: string) => bundleAsOurs(`bench/peers/${name}.ts`, join(folder, `${name}.mjs`))
  const [express, bareDriver, bareMongoose, bareLogin, transactionLike, empty] = await Promise.all([
    bundleExpress(join(folder, 'express.cjs'), uploadUrl),
    peer('bare-driver'),
    peer('bare-mongoose'),
    peer('bare-login'),
    peer('transaction-like'),
    peer('empty'),
  ])
  return {
    ours: new Map(functions.map(name => [name, unpack(name, join(folder, name))])),
    ...{ express, bareDriver, bareMongoose, bareLogin, transactionLike, empty, folder },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Creates the indexes of the Express application, beside ours in the same database. */
export function createExpressIndexes(uri: string): void {
  run(process.execPath, ['bench/peers/express/create-indexes.js'], { MONGODB_URI: uri })
}

function run(command: string, parameters: string[], environment: Record<string, string> = {}): void {
  const { status } = spawnSync(command, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error(`${parameters.join(' ')} ended with ${status}`)
}

/** Unpacks the zip of a function that is packaged. `root` is the folder of its checkout. */
export function unpack(name: string, into: string, root = '.'): Packaged {
  const deployed = readTemplate(join(root, packageFolder(STAGE))).find(each => each.name === name)
  if (!deployed) throw new Error(`There is no function ${name}`)
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(deployed.zip)))) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), bytes)
  }
  const entry = join(into, deployed.handler.replace(/\.handler$/, '.mjs'))
  return { entry, bytes: statSync(entry).size, zippedBytes: statSync(deployed.zip).size }
}

/** Bundles with the settings of serverless.yml, as our functions are bundled. */
export async function bundleAsOurs(source: string, outfile: string): Promise<Bundle> {
  const { custom } = parse(readFileSync('serverless.yml', 'utf8'))
  const { bundle, format, target, minifyWhitespace, minifySyntax, banner, exclude, plugins } = custom.esbuild
  const settings: BuildOptions = { bundle, format, target, minifyWhitespace, minifySyntax, banner }
  const require = createRequire(join(process.cwd(), 'package.json'))
  const ours: Plugin[] = require(plugins)
  return write({ ...settings, plugins: ours, external: exclude }, source, outfile)
}

/** Bundles with the defaults of serverless-esbuild for `minify`. */
async function bundleExpress(outfile: string, uploadUrl: string): Promise<Bundle> {
  const settings: BuildOptions = { format: 'cjs', target: 'node24', minify: true, external: ['@aws-sdk/*'] }
  const made = await write(settings, 'bench/peers/express/app.js', outfile)
  // The old ImageKit package has no setting for the host.
  const code = readFileSync(outfile, 'utf8')
  const pointed = code.replaceAll('https://upload.imagekit.io/api/v1/files/upload', uploadUrl)
  if (code === pointed) throw new Error('The address of uploads is not in the bundle')
  writeFileSync(outfile, pointed)
  return made
}

async function write(settings: BuildOptions, source: string, outfile: string): Promise<Bundle> {
  const { metafile } = await build({
    ...settings,
    entryPoints: [source],
    outfile,
    bundle: true,
    metafile: true,
    platform: 'node',
    logLevel: 'error',
  })
  return { entry: outfile, bytes: statSync(outfile).size, inputs: filesIn(metafile) }
}

function filesIn({ outputs }: Metafile): string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))
  // Nothing of the other files was used.
  return files.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file)
}
