import {
  type Document,
  MongoBulkWriteError,
  MongoClientBulkWriteError,
  MongoError,
  MongoOperationTimeoutError,
  MongoServerError,
} from 'mongodb'
import { type FindValue, match } from './match.ts'
import { Mismatch, NotSupported } from './verdicts.ts'

/** Compares what an operation threw with the `expectError` of a test. Throws `Mismatch` or `NotSupported`. */
export function checkError(expected: Document, thrown: unknown, values: FindValue): void {
  const error = unwrapped(thrown)
  const server = error instanceof MongoServerError ? error : null
  const text = error instanceof Error ? error.message.toLowerCase() : String(error)
  for (const [rule, wanted] of Object.entries(expected)) {
    switch (rule) {
      case 'isError':
        break
      case 'isClientError':
        // What the server sent is not a client error; a broken connection is.
        if (wanted !== (server === null)) throw new Mismatch(`isClientError is not ${wanted}: ${text}`)
        break
      case 'isTimeoutError':
        if (wanted !== error instanceof MongoOperationTimeoutError)
          throw new Mismatch(`isTimeoutError is not ${wanted}: ${text}`)
        break
      case 'errorContains':
        if (!text.includes(String(wanted).toLowerCase()))
          throw new Mismatch(`'${text}' does not contain '${wanted}'`)
        break
      case 'errorCode':
        match(wanted, server?.code, values, rule)
        break
      case 'errorCodeName':
        match(wanted, server?.codeName, values, rule)
        break
      case 'errorLabelsContain':
        checkLabels(error, wanted, true)
        break
      case 'errorLabelsOmit':
        checkLabels(error, wanted, false)
        break
      case 'errorResponse':
        match(wanted, server?.errorResponse, values, rule)
        break
      case 'expectResult':
        match(wanted, resultOf(thrown), values, 'error result')
        break
      case 'writeErrors':
      case 'writeConcernErrors':
        checkBulkErrors(rule, wanted, thrown, values)
        break
      default:
        throw new NotSupported(`expectError.${rule}`)
    }
  }
}

/** The error of a client's bulk write hides the one that ended it in its cause. */
function unwrapped(error: unknown): unknown {
  return error instanceof MongoClientBulkWriteError && error.cause ? error.cause : error
}

function checkLabels(error: unknown, labels: string[], present: boolean): void {
  for (const label of labels) {
    const has = error instanceof MongoError && error.hasErrorLabel(label)
    if (has !== present) throw new Mismatch(`the error ${present ? 'lacks' : 'has'} the label ${label}`)
  }
}

function resultOf(error: unknown): unknown {
  if (error instanceof MongoBulkWriteError) return error.result
  return error instanceof MongoClientBulkWriteError ? error.partialResult : undefined
}

function checkBulkErrors(
  rule: 'writeErrors' | 'writeConcernErrors',
  wanted: Document,
  error: unknown,
  values: FindValue,
): void {
  if (!(error instanceof MongoClientBulkWriteError))
    throw new Mismatch(`${rule}: not an error of a bulk write`)
  const actual: unknown[] | Map<number, unknown> = error[rule]
  const count = Array.isArray(actual) ? actual.length : actual.size
  if (count !== Object.keys(wanted).length) throw new Mismatch(`${count} ${rule}: ${JSON.stringify(wanted)}`)
  for (const [at, each] of Object.entries(wanted)) {
    const one = Array.isArray(actual) ? actual[Number(at)] : actual.get(Number(at))
    match(each, one, values, `${rule}.${at}`)
  }
}
