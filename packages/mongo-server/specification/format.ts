import { EJSON } from 'bson'
import type { Document } from 'mongodb'

/** The parts of the drivers' unified test format that are read here. */
export type Operation = {
  name: string
  object: string
  arguments?: Document
  expectError?: Document
  expectResult?: unknown
  saveResultAsEntity?: string
  ignoreResultAndError?: boolean
}

export type SpecificationTest = {
  description: string
  skipReason?: string
  runOnRequirements?: Document[]
  operations: Operation[]
  expectEvents?: { client: string; eventType?: string; events: Document[]; ignoreExtraEvents?: boolean }[]
  outcome?: { collectionName: string; databaseName: string; documents: Document[] }[]
}

export type Specification = {
  description: string
  schemaVersion: string
  runOnRequirements?: Document[]
  createEntities?: Document[]
  initialData?: { collectionName: string; databaseName: string; documents: Document[] }[]
  tests: SpecificationTest[]
}

export class Unsupported extends Error {}

export class Mismatch extends Error {}

function isSpecification(value: unknown): value is Specification {
  return typeof value === 'object' && value !== null && 'tests' in value && Array.isArray(value.tests)
}

export function parseSpecification(json: string): Specification {
  const value: unknown = EJSON.parse(json, { relaxed: true })
  if (!isSpecification(value)) throw new Unsupported('not a specification in the unified test format')
  return value
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(each => each.split('.').map(Number))
  for (let at = 0; at < 3; at++) {
    const order = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

/** Why no one of the requirements is met, or undefined if one is. */
export function unmet(requirements: Document[] | undefined, serverVersion: string): string | undefined {
  if (!requirements) return undefined
  const met = requirements.some(
    each =>
      compareVersions(String(each['minServerVersion'] ?? '0'), serverVersion) <= 0 &&
      compareVersions(String(each['maxServerVersion'] ?? '999'), serverVersion) >= 0 &&
      (!Array.isArray(each['topologies']) || each['topologies'].includes('replicaset')) &&
      each['auth'] !== true &&
      each['csfle'] === undefined,
  )
  return met ? undefined : 'it is meant for another server or topology'
}
