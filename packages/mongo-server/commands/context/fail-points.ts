import { type Document, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { argumentsOf } from './arguments.ts'

export interface Failure {
  closeConnection: boolean
  error: MongoError | undefined
  errorLabels: string[] | undefined
  writeConcernError: Document | undefined
  blockMilliseconds: number
}

export interface FailPoints {
  configure(command: Document): void
  /** The failure that is set for this command, if any. Counts down `times`. */
  next(name: string, appName: string | undefined): Failure | undefined
}

interface FailCommand extends Failure {
  commands: string[]
  appName: string | undefined
  skip: number
  left: number
}

const KNOWN_OPTIONS = [
  'failCommands',
  'errorCode',
  'closeConnection',
  'errorLabels',
  'writeConcernError',
  'blockConnection',
  'blockTimeMS',
  'appName',
  'failInternalCommands',
]

export function startFailPoints(): FailPoints {
  let failCommand: FailCommand | undefined
  return {
    configure(command) {
      const name = command['configureFailPoint']
      if (name !== 'failCommand') {
        throw new MongoError('BadValue', `the fail point '${String(name)}' is not supported by this server`)
      }
      const data = command['data']
      failCommand = parse(command['mode'], isDocument(data) ? data : {})
    },
    next(name, appName) {
      if (!failCommand?.commands.includes(name)) return undefined
      if (failCommand.appName !== undefined && failCommand.appName !== appName) return undefined
      if (failCommand.skip > 0) {
        failCommand.skip--
        return undefined
      }
      if (failCommand.left <= 0) return undefined
      failCommand.left--
      return failCommand
    },
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
}

function parse(mode: unknown, data: Document): FailCommand | undefined {
  for (const field of Object.keys(data)) {
    if (!KNOWN_OPTIONS.includes(field)) {
      throw new MongoError('BadValue', `the failCommand option '${field}' is not supported by this server`)
    }
  }
  if (mode === 'off') return undefined
  const modes = isDocument(mode) ? argumentsOf('mode', mode) : undefined
  const times = modes?.number('times')
  const skip = modes?.number('skip')
  if (mode !== 'alwaysOn' && times === undefined && skip === undefined) {
    throw new MongoError('BadValue', "the mode of a fail point must be 'off', 'alwaysOn', {times} or {skip}")
  }
  const parsed = argumentsOf('data', data)
  const code = parsed.number('errorCode')
  return {
    commands: strings(data['failCommands']),
    appName: parsed.string('appName'),
    closeConnection: parsed.boolean('closeConnection') ?? false,
    error:
      code === undefined ? undefined : new MongoError(code, "Failing command via 'failCommand' failpoint"),
    errorLabels: data['errorLabels'] === undefined ? undefined : strings(data['errorLabels']),
    writeConcernError: parsed.document('writeConcernError'),
    blockMilliseconds: parsed.boolean('blockConnection') ? (numberOf(data['blockTimeMS']) ?? 0) : 0,
    skip: skip ?? 0,
    left: times ?? Number.POSITIVE_INFINITY,
  }
}
