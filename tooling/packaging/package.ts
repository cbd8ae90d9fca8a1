import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the package of a stage is: its CloudFormation templates, and the zip of each function. */
export const packageFolder = (stage: string): string => join('.package', stage)

const STAGES = ['dev', 'staging', 'prod']

/**
 * Packages stages as they would be deployed: `serverless deploy --package .package/<stage>` takes them from there
 * and builds nothing. The functions are built once: every stage has the same zips, and templates of its own.
 * Needs no credentials.
 * @throws Error if the framework refuses a stage
 */
export function packageStages(stages: readonly string[]): void {
  // serverless-esbuild zips everything in its folder, also what an earlier build has left there.
  for (const folder of ['.esbuild', '.serverless', '.package'])
    rmSync(folder, { recursive: true, force: true })
  const [first, ...others] = stages
  if (!first) throw new Error('Name a stage')
  packageStage(first)
  for (const stage of others) {
    copyZips(packageFolder(first), packageFolder(stage))
    packageStage(stage, { environment: ALREADY_BUILT })
  }
}

/** Tells the framework to take the zips that are in the package already (see serverless.yml). */
export const ALREADY_BUILT = { FUNCTIONS_ARE_BUILT: 'true' }

interface PackageOptions {
  environment?: Record<string, string>
  /** The root of the repository. */
  root?: string
}

/** Makes the templates and, unless they are built already, the zips of one stage. */
export function packageStage(stage: string, { environment = {}, root = '.' }: PackageOptions = {}): void {
  const { status } = spawnSync(
    'serverless',
    ['package', '--stage', stage, '--package', packageFolder(stage)],
    { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (status !== 0) throw new Error(`Stage ${stage} cannot be packaged`)
}

/** Copies the zips of one package into the folder of another. */
export function copyZips(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const file of readdirSync(from).filter(name => name.endsWith('.zip')))
    copyFileSync(join(from, file), join(to, file))
}

export function zipsOf(stage: string): string[] {
  return readdirSync(packageFolder(stage)).filter(file => file.endsWith('.zip'))
}

function printSizes(stage: string): void {
  const bundles = zipsOf(stage)
    .map(file => ({
      name: file.replace(/\.zip$/, ''),
      kilobytes: statSync(join(packageFolder(stage), file)).size / 1_000,
    }))
    .sort((a, b) => b.kilobytes - a.kilobytes)
  console.log('Bundle, zipped (kB)')
  for (const { name, kilobytes } of bundles)
    console.log(`${name.padEnd(24)} ${kilobytes.toFixed(0).padStart(6)}`)
}

if (import.meta.main) {
  const named = process.argv.slice(2)
  const stages = named.length > 0 ? named : STAGES
  packageStages(stages)
  printSizes(String(stages[0]))
  console.log(`Packaged: ${stages.map(packageFolder).join(', ')}`)
}
