import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the package of a stage is: its CloudFormation template, and the zip of each function. */
export const packageFolder = (stage: string): string => join('.package', stage)

const STAGES = ['dev', 'staging', 'prod']

/**
 * Packages stages as they would be deployed: `serverless deploy --package .package/<stage>` takes them from there
 * and builds nothing. The functions are built once: every stage has the same zips, and a template of its own.
 * Needs no credentials.
 * @throws Error where the framework refuses a stage
 */
export function packageStages(stages: readonly string[]): void {
  // serverless-esbuild zips whatever lies in its folder, leftovers of an earlier build included.
  for (const folder of ['.esbuild', '.serverless', '.package'])
    rmSync(folder, { recursive: true, force: true })
  const [first, ...others] = stages
  if (!first) throw new Error('Name a stage')
  packageStage(first, {})
  for (const stage of others) {
    mkdirSync(packageFolder(stage), { recursive: true })
    for (const zip of zipsOf(first))
      copyFileSync(join(packageFolder(first), zip), join(packageFolder(stage), zip))
    packageStage(stage, { FUNCTIONS_ARE_BUILT: 'true' })
  }
}

function packageStage(stage: string, environment: Record<string, string>): void {
  const { status } = spawnSync(
    'serverless',
    ['package', '--stage', stage, '--package', packageFolder(stage)],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (status !== 0) throw new Error(`Stage ${stage} cannot be packaged`)
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
