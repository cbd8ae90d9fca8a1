import { isDocument } from '../../language/values/bson.ts'
import type { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import type { Context } from '../context/context.ts'
import type { Failure } from '../context/fail-points.ts'

const RETRYABLE_WRITE_CODES = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

const TRANSIENT_CODES = new Set([24, 112, 246, 251, 267, ...RETRYABLE_WRITE_CODES])

/** A commit that fails with another code may be sent again by itself. */
const ENDING_TRANSIENT_CODES = new Set([24, 112, 246, 251, 267])

export function isTransient(code: number): boolean {
  return TRANSIENT_CODES.has(code)
}

/** The labels tell drivers after a failure whether to run the transaction, or the write, once more. */
export function errorLabels(
  context: Context,
  error: MongoError | undefined,
  concern: unknown,
  failure: Failure | undefined,
): string[] | undefined {
  const concernCode = isDocument(concern) ? numberOf(concern['code']) : undefined
  if (!error && concernCode === undefined) return undefined
  if (failure?.errorLabels && (failure.error || failure.writeConcernError)) {
    return failure.errorLabels.length > 0 ? failure.errorLabels : undefined
  }
  const labels: string[] = []
  const inTransaction = context.command['autocommit'] === false
  const ending = context.name === 'commitTransaction' || context.name === 'abortTransaction'
  const code = error?.code ?? concernCode ?? 0
  if (error && inTransaction && (ending ? ENDING_TRANSIENT_CODES : TRANSIENT_CODES).has(code)) {
    labels.push('TransientTransactionError')
  }
  const retryable = ending || (context.command['txnNumber'] !== undefined && !inTransaction)
  if (retryable && RETRYABLE_WRITE_CODES.has(code)) labels.push('RetryableWriteError')
  return labels.length > 0 ? labels : undefined
}
