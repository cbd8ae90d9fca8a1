import type { Document } from './bson.ts'

/**
 * The server's error codes by their official names (MongoDB's `error_codes.yml`). Codes above 10000 without a
 * name of their own are "Location" codes: their name is `Location<number>`.
 */
export const errorCodes = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  HostUnreachable: 6,
  FailedToParse: 9,
  UserNotFound: 11,
  UnsupportedFormat: 12,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotCreateCollection: 34,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  CommandNotFound: 59,
  WriteConcernFailed: 64,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  IndexAlreadyExists: 68,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CannotIndexParallelArrays: 171,
  WriteConflict: 112,
  CommandNotSupported: 115,
  DocumentValidationFailure: 121,
  CommandNotSupportedOnView: 166,
  InvalidPipelineOperator: 168,
  QueryFeatureNotAllowed: 224,
  TransactionTooOld: 225,
  ConversionFailure: 241,
  OperationNotSupportedInTransaction: 263,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  NoQueryExecutionPlans: 291,
  APIVersionError: 322,
  DocumentTooLarge: 10334,
  DuplicateKey: 11000,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
} as const

export type ErrorCodeName = keyof typeof errorCodes

const namesByCode = new Map<number, string>(Object.entries(errorCodes).map(([name, code]) => [code, name]))

/** An error as a MongoDB server answers it: `extra` holds further fields of the reply (`keyPattern`, …). */
export class MongoError extends Error {
  readonly code: number
  readonly codeName: string
  readonly errmsg: string
  readonly extra?: Document

  constructor(code: ErrorCodeName | number, errmsg: string, extra?: Document) {
    super(errmsg)
    this.name = 'MongoError'
    this.code = typeof code === 'number' ? code : errorCodes[code]
    this.codeName = namesByCode.get(this.code) ?? `Location${this.code}`
    this.errmsg = errmsg
    if (extra !== undefined) this.extra = extra
  }
}
