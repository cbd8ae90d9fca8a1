import { EJSON } from 'bson'
import type { Document } from 'mongodb'
import { NotSupported } from './verdicts.ts'

/** The parts of the drivers' unified test format that the runner reads. */
export interface Specification {
  description: string
  schemaVersion: string
  runOnRequirements?: Document[]
  createEntities?: Document[]
  initialData?: CollectionData[]
  tests: SpecificationTest[]
}

export interface SpecificationTest {
  description: string
  skipReason?: string
  runOnRequirements?: Document[]
  operations: Operation[]
  expectEvents?: ExpectedEvents[]
  expectLogMessages?: ExpectedLogs[]
  outcome?: CollectionData[]
}

export interface Operation {
  name: string
  object: string
  arguments?: Document
  expectError?: Document
  expectResult?: unknown
  saveResultAsEntity?: string
  ignoreResultAndError?: boolean
}

export interface CollectionData {
  collectionName: string
  databaseName: string
  createOptions?: Document
  documents: Document[]
}

interface ExpectedEvents {
  client: string
  eventType?: string
  events: Document[]
  ignoreExtraEvents?: boolean
}

interface ExpectedLogs {
  client: string
  messages: ExpectedLog[]
  ignoreMessages?: ExpectedLog[]
  ignoreExtraMessages?: boolean
}

export interface ExpectedLog {
  level: string
  component: string
  failureIsRedacted?: boolean
  data: Document
}

const FILE_FIELDS = new Set([
  'description',
  'schemaVersion',
  'runOnRequirements',
  'createEntities',
  'initialData',
  'tests',
  '_yamlAnchors',
])

const TEST_FIELDS = new Set([
  'description',
  'skipReason',
  'runOnRequirements',
  'operations',
  'expectEvents',
  'expectLogMessages',
  'outcome',
])

/** Reads a file of specification tests. Throws `NotSupported` if it is not in the unified test format. */
export function parseSpecification(json: string): Specification {
  const value: unknown = EJSON.parse(json, { relaxed: true })
  if (!isSpecification(value)) throw new NotSupported('not a specification in the unified test format')
  return value
}

/** A field that the runner does not know may be an expectation: to ignore it would be to pass what was not checked. */
export function assertKnownFields(specification: Specification, test: SpecificationTest): void {
  for (const field of Object.keys(specification))
    if (!FILE_FIELDS.has(field)) throw new NotSupported(`the field ${field} of a file`)
  for (const field of Object.keys(test))
    if (!TEST_FIELDS.has(field)) throw new NotSupported(`the field ${field} of a test`)
}

function isSpecification(value: unknown): value is Specification {
  return typeof value === 'object' && value !== null && 'tests' in value && Array.isArray(value.tests)
}
