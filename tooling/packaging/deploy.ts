import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultsInSettings } from './check-stage.ts'
import { packageFolder } from './package.ts'
import { resourcesIn } from './templates.ts'

const STATE = 'serverless-state.json'

/**
 * Gives a package a folder of its own in the bucket of the stage. The framework names that folder after the time of
 * packaging, keeps the five latest and treats the latest as what is deployed. Without this, a package that is deployed
 * again, to roll back or to make the functions read their secrets again, would be skipped, or the framework would
 * remove its files while the stack still needs them.
 */
export function stampPackage(folder: string, now: Date): void {
  const state: { package: { artifactDirectoryName: string } } = JSON.parse(
    readFileSync(join(folder, STATE), 'utf8'),
  )
  const before = state.package.artifactDirectoryName
  const after = before.replace(/[^/]+$/, `${now.getTime()}-${now.toISOString()}`)
  for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
    const path = join(folder, file)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(before, after))
  }
}

/**
 * Deploys what is in `folder`, all stacks of the stage together. Builds nothing.
 * @returns whether it has succeeded, and what the framework printed
 */
export async function deployPackage(
  stage: string,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ hasSucceeded: boolean; output: string }> {
  stampPackage(folder, new Date())
  // If only a nested stack has changed, the framework sees no change: `--force`.
  const child = spawn('serverless', ['deploy', '--stage', stage, '--package', folder, '--force'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const [stream, shown] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    stream.on('data', (piece: Buffer) => {
      output += piece
      shown.write(piece)
    })
  }
  const [status] = await once(child, 'close')
  return { hasSucceeded: status === 0, output }
}

// `npm run deploy -- prod`: deploys what `npm run package -- prod` has made.
if (import.meta.main) {
  const [stage] = process.argv.slice(2)
  if (!stage) throw new Error('Name a stage')
  const folder = packageFolder(stage)
  if (!existsSync(folder)) throw new Error(`There is no package: npm run package -- ${stage}`)
  const faults = faultsInSettings(resourcesIn(folder))
  if (faults.length > 0) throw new Error(`infrastructure/stages.yml:\n  ${faults.join('\n  ')}`)
  const { hasSucceeded } = await deployPackage(stage, folder)
  if (!hasSucceeded) process.exitCode = 1
}
