import type { Document } from 'mongodb'
import type { EntityMap } from './entities.ts'
import type { ExpectedLog, SpecificationTest } from './format.ts'
import { type FindValue, match } from './match.ts'
import type { SeenEvent, SeenLog } from './observation.ts'
import { Mismatch } from './verdicts.ts'

const ENDINGS = new Set(['commitTransaction', 'abortTransaction'])

/** What a driver adds to the write concern of a commit or an abort that names none. */
const ADDED_WTIMEOUT = 10_000

/** Compares the events of the clients with those that a test expects. Throws `Mismatch` or `NotSupported`. */
export function checkEvents(entities: EntityMap, test: SpecificationTest, values: FindValue): void {
  for (const { client, eventType = 'command', events: wanted, ignoreExtraEvents } of test.expectEvents ??
    []) {
    const seen = entities.find('client', client).observation.events.filter(({ kind }) => kind === eventType)
    checkCount(
      'events',
      seen.map(({ type, event }) => `${type}:${event['commandName'] ?? ''}`),
      wanted.length,
      ignoreExtraEvents,
    )
    for (const [at, expected] of wanted.entries()) {
      const [type = '', fields = {}] = Object.entries(expected)[0] ?? []
      const actual = seen[at]
      if (actual?.type !== type) throw new Mismatch(`event ${at} is a ${actual?.type}, not a ${type}`)
      matchEvent(fields, actual, values, `event ${at}`)
    }
  }
}

/** Compares the log messages of the clients with those that a test expects. Throws like `checkEvents`. */
export function checkLogs(entities: EntityMap, test: SpecificationTest, values: FindValue): void {
  for (const { client, messages, ignoreMessages = [], ignoreExtraMessages } of test.expectLogMessages ?? []) {
    const seen = entities
      .find('client', client)
      .observation.logs.filter(log => !ignoreMessages.some(ignored => isLog(ignored, log, values)))
    checkCount(
      'log messages',
      seen.map(({ data }) => `${data['message']}:${data['commandName'] ?? ''}`),
      messages.length,
      ignoreExtraMessages,
    )
    for (const [at, expected] of messages.entries()) matchLog(expected, seen[at], values, `log message ${at}`)
  }
}

/** Whether an event is of the type and has the fields that a test names. */
export function isEvent(expected: Document, actual: SeenEvent, values: FindValue): boolean {
  const [type = '', fields = {}] = Object.entries(expected)[0] ?? []
  if (type !== actual.type) return false
  return matches(() => matchEvent(fields, actual, values, type))
}

function checkCount(what: string, seen: string[], wanted: number, ignoreExtra = false): void {
  if (seen.length === wanted || (ignoreExtra && seen.length > wanted)) return
  throw new Mismatch(`${seen.length} ${what} instead of ${wanted}: ${seen.join(', ')}`)
}

function matchEvent(fields: Document, { event }: SeenEvent, values: FindValue, path: string): void {
  for (const [field, wanted] of Object.entries(fields)) {
    if (field === 'hasServiceId') match(wanted, has(event['serviceId']), values, `${path} ${field}`)
    else if (field === 'hasServerConnectionId')
      match(wanted, has(event['serverConnectionId']), values, `${path} ${field}`)
    else if (field === 'command')
      match(wanted, withoutAddedTimeout(wanted, event), values, `${path} ${field}`)
    else match(wanted, event[field], values, `${path} ${field}`)
  }
}

function has(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Drivers may send a `wtimeout` with a commit that a test does not name. */
function withoutAddedTimeout(wanted: Document, { commandName, command }: Document): Document {
  const { writeConcern } = command
  if (!ENDINGS.has(commandName) || writeConcern?.wtimeout !== ADDED_WTIMEOUT) return command
  if (wanted['writeConcern']?.wtimeout !== undefined) return command
  const { wtimeout: _, ...rest } = writeConcern
  return { ...command, writeConcern: rest }
}

function matchLog(expected: ExpectedLog, actual: SeenLog | undefined, values: FindValue, path: string): void {
  match(expected.level, actual?.level, values, `${path} level`)
  match(expected.component, actual?.component, values, `${path} component`)
  match(expected.data, actual?.data, values, `${path} data`)
  if (expected.failureIsRedacted === undefined) return
  const isRedacted = actual?.data['failure'] === '(redacted)'
  match(expected.failureIsRedacted, isRedacted, values, `${path} failureIsRedacted`)
}

function isLog(expected: ExpectedLog, actual: SeenLog, values: FindValue): boolean {
  return matches(() => matchLog(expected, actual, values, 'log message'))
}

function matches(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof Mismatch) return false
    throw error
  }
}
