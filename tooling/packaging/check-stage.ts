import { packageFolder } from './package.ts'
import type { Resource } from './split-template.ts'
import { resourcesIn } from './templates.ts'

// Reserved for documentation (RFC 2606); also how the addresses of infrastructure/stages.yml begin their life.
const PLACEHOLDER = /\.example\b|reels-example/

/** The settings of a packaged stage that are still the placeholders of a fresh clone. */
export function faultsInSettings(resources: Record<string, Resource>): string[] {
  const faults = new Set<string>()
  for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
    const text = JSON.stringify(Properties)
    if (Type === 'AWS::IAM::Role' && PLACEHOLDER.test(text))
      faults.add(`${id} is for a placeholder: mailIdentity`)
    if (Type !== 'AWS::Lambda::Function') continue
    const { Environment }: { Environment?: { Variables: Record<string, string> } } = Properties
    for (const [name, value] of Object.entries(Environment?.Variables ?? {})) {
      if (PLACEHOLDER.test(value)) faults.add(`${name} is still ${value}`)
    }
  }
  return [...faults]
}

// `npm run package:check -- prod`: what a deployment does first, once the stage is packaged.
if (import.meta.main) {
  const [stage] = process.argv.slice(2)
  if (!stage) throw new Error('Name a stage')
  const faults = faultsInSettings(resourcesIn(packageFolder(stage)))
  for (const fault of faults) console.error(`infrastructure/stages.yml: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
  else console.log(`The settings of ${stage} are its own`)
}
