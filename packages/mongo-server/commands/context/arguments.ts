import { Binary } from 'bson'
import { type Document, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'

/** Fields that every command may have. Some mean nothing here; the others are read when the command arrives. */
const GENERIC_FIELDS = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'clientOperationKey',
  'mayBypassWriteBlocking',
])

export interface Arguments {
  name: string
  command: Document
  string(field: string): string | undefined
  requiredString(field: string): string
  number(field: string): number | undefined
  nonNegative(field: string): number | undefined
  boolean(field: string): boolean | undefined
  document(field: string): Document | undefined
  documents(field: string): Document[] | undefined
}

export function isGenericField(field: string): boolean {
  return GENERIC_FIELDS.has(field)
}

/** Refuses fields that the command does not know, as MongoDB's parser does. No option is silently ignored. */
export function assertKnownFields(command: Document, name: string, known: string[]): void {
  for (const field of Object.keys(command)) {
    if (field === name || GENERIC_FIELDS.has(field) || known.includes(field)) continue
    throw new MongoError(40415, `BSON field '${name}.${field}' is an unknown field.`)
  }
}

export function refuse(command: Document, name: string, fields: string[]): void {
  for (const field of fields) {
    const value = command[field]
    if (value === undefined || value === null || value === false) continue
    throw new MongoError(
      'CommandNotSupported',
      `The option '${field}' of '${name}' is not supported by this server`,
    )
  }
}

/** Reads the fields of a command, or of a part of one, by type. `null` counts as absent. */
export function argumentsOf(name: string, command: Document): Arguments {
  const present = (field: string): unknown => {
    const value = command[field]
    return value === null ? undefined : value
  }
  const read: Arguments = {
    name,
    command,
    string(field) {
      const value = present(field)
      if (value === undefined || typeof value === 'string') return value
      throw wrongType(name, field, 'string')
    },
    requiredString(field) {
      const value = read.string(field)
      if (value === undefined) {
        throw new MongoError(40414, `BSON field '${name}.${field}' is missing but a required field`)
      }
      return value
    },
    number(field) {
      const value = present(field)
      if (value === undefined) return undefined
      const number = numberOf(value)
      if (number === undefined) throw wrongType(name, field, 'number')
      return number
    },
    nonNegative(field) {
      const number = read.number(field)
      if (number === undefined || (number >= 0 && Number.isSafeInteger(number))) return number
      throw new MongoError(
        number < 0 ? 51024 : 'FailedToParse',
        `BSON field '${field}' value must be >= 0, actual value '${number}'`,
      )
    },
    boolean(field) {
      const value = present(field)
      if (value === undefined || typeof value === 'boolean') return value
      const number = numberOf(value)
      if (number !== undefined) return number !== 0
      throw wrongType(name, field, 'bool')
    },
    document(field) {
      const value = present(field)
      if (value === undefined || isDocument(value)) return value
      throw wrongType(name, field, 'object')
    },
    documents(field) {
      const value = present(field)
      if (value === undefined) return undefined
      if (Array.isArray(value) && value.every(isDocument)) return value
      throw wrongType(name, field, 'array of objects')
    },
  }
  return read
}

export function uuidOf(value: unknown): Buffer | undefined {
  if (!(value instanceof Binary) || value.sub_type !== Binary.SUBTYPE_UUID) return undefined
  return Buffer.from(value.buffer.subarray(0, value.position))
}

function wrongType(name: string, field: string, expected: string): MongoError {
  return new MongoError(
    'TypeMismatch',
    `BSON field '${name}.${field}' is the wrong type, expected ${expected}`,
  )
}
