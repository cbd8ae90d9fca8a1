import { isDeepStrictEqual } from 'node:util'
import type { Document } from 'mongodb'

/** What a test may ask of the server it runs against. */
export interface Surroundings {
  version: string
  /** All that `getParameter` answers. */
  parameters: Document
}

/** Tests that the driver of Node.js fails against every server, by their names, with what it does. */
const DEVIATIONS_OF_THE_DRIVER: readonly [RegExp, string][] = [
  [/^bypassDocumentValidation: .*: false$/, 'leaves out bypassDocumentValidation: false'],
  [/^create-null-ids: inserting/, 'sends an ObjectId for an _id of null'],
  [/^client bulkWrite partial results: partialResult is unset when/, 'always sets the partial result'],
  [/^client bulkWrite transactions: .* causes a transaction error$/, 'drops the write concern'],
  [/^operation-id: .* bulk write command log/, 'logs no operationId'],
  [
    /^redacted-commands: network error .* is not redacted$/,
    'redacts the network errors of sensitive commands',
  ],
  [/^gridfs-download: download when final chunk is missing$/, 'does not miss the last chunk of a file'],
]

const KNOWN_REQUIREMENTS = new Set([
  'minServerVersion',
  'maxServerVersion',
  'topologies',
  'serverless',
  'serverParameters',
  'auth',
  'authMechanism',
  'csfle',
])

/** Why none of the requirements is met, or null if one is. */
export function unmet(requirements: Document[] | undefined, surroundings: Surroundings): string | null {
  if (!requirements) return null
  const reasons = requirements.map(requirement => unmetPart(requirement, surroundings))
  if (reasons.includes(null)) return null
  return `it requires ${[...new Set(reasons)].join(', or ')}`
}

/** Why a test is not for the driver of Node.js, or null if it is. */
export function deviation(test: string): string | null {
  const [, what] = DEVIATIONS_OF_THE_DRIVER.find(([name]) => name.test(test)) ?? []
  return what === undefined ? null : `the driver of Node.js ${what}`
}

function unmetPart(requirement: Document, { version, parameters }: Surroundings): string | null {
  const { minServerVersion, maxServerVersion, topologies, serverless, serverParameters } = requirement
  for (const name of Object.keys(requirement)) {
    if (!KNOWN_REQUIREMENTS.has(name)) return name
  }
  if (minServerVersion !== undefined && compareVersions(String(minServerVersion), version) > 0)
    return `version ${minServerVersion} or newer`
  if (maxServerVersion !== undefined && compareVersions(String(maxServerVersion), version) < 0)
    return `version ${maxServerVersion} or older`
  if (Array.isArray(topologies) && !topologies.includes('replicaset'))
    return `the topology ${topologies.join(' or ')}`
  if (serverless === 'require') return 'a serverless instance'
  if (requirement['auth'] === true || requirement['authMechanism'] !== undefined) return 'authentication'
  if (requirement['csfle'] !== undefined && requirement['csfle'] !== false) return 'client-side encryption'
  for (const [name, value] of Object.entries(serverParameters ?? {})) {
    if (!isDeepStrictEqual(parameters[name], value)) return `the server parameter ${name}`
  }
  return null
}

function compareVersions(a: string, b: string): number {
  const [left = [], right = []] = [a, b].map(each => each.split('.').map(Number))
  for (const at of [0, 1, 2]) {
    const order = (left[at] ?? 0) - (right[at] ?? 0)
    if (order !== 0) return order
  }
  return 0
}
