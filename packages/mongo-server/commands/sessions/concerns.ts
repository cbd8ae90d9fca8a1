import { Timestamp } from 'bson'
import type { Document } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { argumentsOf } from '../context/arguments.ts'
import type { Context } from '../context/context.ts'

const READ_CONCERN_LEVELS = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot'])

const WRITE_CONCERN = new Set([
  'abortTransaction',
  'aggregate',
  'bulkWrite',
  'collMod',
  'commitTransaction',
  'configureFailPoint',
  'create',
  'createIndexes',
  'delete',
  'deleteIndexes',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'findAndModify',
  'findandmodify',
  'insert',
  'renameCollection',
  'update',
])

export function readLevelOf(context: Context): string {
  const concern = context.arguments.document('readConcern')
  return (concern && argumentsOf('readConcern', concern).string('level')) ?? 'local'
}

/** The one member has everything that was acknowledged, so all levels read the same. Only `snapshot` means more. */
export function assertReadConcern(context: Context): void {
  const concern = context.arguments.document('readConcern')
  if (!concern) return
  for (const field of Object.keys(concern)) {
    if (!['level', 'afterClusterTime', 'atClusterTime', 'provenance'].includes(field)) {
      throw new MongoError(40415, `BSON field 'readConcern.${field}' is an unknown field.`)
    }
  }
  const level = readLevelOf(context)
  if (!READ_CONCERN_LEVELS.has(level)) {
    throw new MongoError(
      'FailedToParse',
      `readConcern.level must be either 'local', 'majority', 'linearizable', 'available', or 'snapshot'`,
    )
  }
  if (level === 'snapshot' && context.command['autocommit'] !== false) {
    throw new MongoError(
      'InvalidOptions',
      'readConcern snapshot is supported in transactions only by this server',
    )
  }
  if (context.command['autocommit'] === false && context.command['startTransaction'] !== true) {
    throw new MongoError(
      'InvalidOptions',
      'Only the first command in a transaction may specify a readConcern',
    )
  }
}

/** A write concern on a command that writes nothing is a mistake of the client. */
export function assertWriteConcernAllowed({ command, name }: Context): void {
  if (command['writeConcern'] === undefined || WRITE_CONCERN.has(name)) return
  throw new MongoError('InvalidOptions', `Command ${name} does not support writeConcern`)
}

/** The time that clients pass on from one server to another means nothing to one server, but has to be one. */
export function assertClusterTime(context: Context): void {
  const time = context.arguments.document('$clusterTime')
  if (time === undefined || time['clusterTime'] instanceof Timestamp) return
  throw new MongoError(
    time['clusterTime'] === undefined ? 'NoSuchKey' : 'TypeMismatch',
    "BSON field '$clusterTime.clusterTime' must be a timestamp",
  )
}

/** Whether the client wants the write on the disk before it is acknowledged. `w: "majority"` means that, too. */
export function wantsJournal(context: Context): boolean {
  const concern = context.arguments.document('writeConcern')
  if (!concern) return false
  return argumentsOf('writeConcern', concern).boolean('j') ?? concern['w'] === 'majority'
}

/** The write has been made, but a set of one member cannot promise more than one copy. */
export function writeConcernError(context: Context): Document | undefined {
  const concern = context.arguments.document('writeConcern')
  const w = concern?.['w']
  if (concern === undefined || w === undefined || w === 'majority') return undefined
  const members = numberOf(w)
  if (members !== undefined && members <= 1) return undefined
  const errInfo = { writeConcern: concern }
  return members === undefined
    ? {
        code: 79,
        codeName: 'UnknownReplWriteConcern',
        errmsg: `No write concern mode named '${String(w)}' found in replica set configuration`,
        errInfo,
      }
    : { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg: 'Not enough data-bearing nodes', errInfo }
}
