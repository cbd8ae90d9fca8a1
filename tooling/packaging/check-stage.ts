import { packageFolder } from './package.ts'
import type { Resource } from './split-template.ts'
import { resourcesIn } from './templates.ts'

// Reserved for documentation (RFC 2606); also how the addresses of infrastructure/stages.yml begin their life.
const PLACEHOLDER = /\.example\b|reels-example/

/** What is wrong with the settings of a packaged stage: placeholders of a fresh clone, and a half-closed gateway. */
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
  return [...faults, ...faultsOfEntry(resources)]
}

// CloudFront needs a domain to reach the gateway by, and then nobody else may have another way in.
function faultsOfEntry(resources: Record<string, Resource>): string[] {
  const api: { DisableExecuteApiEndpoint?: boolean } = resources['HttpApi']?.Properties ?? {}
  const { DomainName }: { DomainName?: string } = resources['ApiDomain']?.Properties ?? {}
  const isBehindCloudFront = Object.values(resources).some(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && /"CLOUDFRONT_KEY_HASHES":"[^"]/.test(JSON.stringify(Properties)),
  )
  const isClosed = api.DisableExecuteApiEndpoint === true
  if (isClosed && !DomainName) return ['closesOwnAddress leaves the gateway without an address: set domain']
  if (isBehindCloudFront && !isClosed) return ['cloudfrontKeyHashes is set: set closesOwnAddress, too']
  return []
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
