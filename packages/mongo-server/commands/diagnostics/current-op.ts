import { Long, UUID } from 'bson'
import { compileFilter } from '../../language/filters/filter.ts'
import { type Document, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { argumentsOf, assertKnownFields, isGenericField, refuse, uuidOf } from '../context/arguments.ts'
import type { Commands, Context, Server } from '../context/context.ts'
import { namespaceOf, type Operation } from '../context/operations.ts'

const OP_NAMES: { readonly [command: string]: string } = {
  find: 'query',
  getMore: 'getmore',
  insert: 'insert',
  update: 'update',
  delete: 'remove',
}

const STAGE_FIELDS = [
  'allUsers',
  'backtrace',
  'idleConnections',
  'idleCursors',
  'idleSessions',
  'localOps',
  'targetAllNodes',
  'truncateOps',
]

export const operationCommands: Commands = {
  currentOp: { adminOnly: true, run: currentOp },
  killOp: { known: ['op'], adminOnly: true, run: killOp },
}

/** The documents of `$currentOp`: all that runs, this operation included, and the transactions that wait for more. */
export function currentOperations(context: Context, options: Document): Document[] {
  assertKnownFields(options, '$currentOp', STAGE_FIELDS)
  refuse(options, '$currentOp', ['backtrace', 'targetAllNodes'])
  const parsed = argumentsOf('$currentOp', options)
  return [
    ...context.server.operations.running().map(operation => described(context, operation)),
    ...(parsed.boolean('idleConnections') ? idleConnections(context) : []),
    ...((parsed.boolean('idleSessions') ?? true) ? idleTransactions(context) : []),
    ...(parsed.boolean('idleCursors') ? idleCursors(context) : []),
  ]
}

function connection({ host, port }: Server, client: Operation['client']): Document {
  return {
    type: 'op',
    host: `${host}:${port}`,
    desc: `conn${client.id}`,
    connectionId: client.id,
    client: client.address,
    ...(client.appName === undefined ? {} : { appName: client.appName }),
    currentOpTime: new Date().toISOString(),
  }
}

function idleConnections({ server }: Context): Document[] {
  const busy = new Set(server.operations.running().map(({ client }) => client.id))
  return [...server.clients]
    .filter(({ id }) => !busy.has(id))
    .map(client => ({ ...connection(server, client), active: false }))
}

function described({ server }: Context, operation: Operation): Document {
  const { client, command, database, name } = operation
  const micros = Math.round((performance.now() - operation.start) * 1000)
  return {
    ...connection(server, client),
    active: true,
    opid: operation.id,
    ...(isDocument(command['lsid']) ? { lsid: command['lsid'] } : {}),
    secs_running: Long.fromNumber(Math.floor(micros / 1e6)),
    microsecs_running: Long.fromNumber(micros),
    op: (Object.hasOwn(OP_NAMES, name) && OP_NAMES[name]) || 'command',
    ns: namespaceOf(database, name, command),
    command,
    killPending: operation.killed,
    waitingForLock: operation.waiting,
  }
}

function idleTransactions({ server }: Context): Document[] {
  const busy = new Set(server.operations.running().map(({ command }) => sessionOf(command)))
  return server.sessions
    .active()
    .filter(({ session }) => !busy.has(session))
    .map(({ number, session, startedAt }) => ({
      type: 'idleSession',
      host: `${server.host}:${server.port}`,
      desc: 'inactive transaction',
      lsid: { id: new UUID(Buffer.from(session, 'hex')) },
      transaction: {
        parameters: { txnNumber: Long.fromNumber(number), autocommit: false },
        startWallClockTime: new Date(startedAt).toISOString(),
        timeOpenMicros: Long.fromNumber((Date.now() - startedAt) * 1000),
      },
    }))
}

function sessionOf({ lsid }: Document): string | null {
  return (isDocument(lsid) && uuidOf(lsid['id'])?.toString('hex')) || null
}

function idleCursors({ server }: Context): Document[] {
  return [...server.cursors.open.values()]
    .filter(({ busy }) => !busy)
    .map(({ id, namespace, noTimeout, lastUse }) => ({
      type: 'idleCursor',
      host: `${server.host}:${server.port}`,
      ns: namespace,
      cursor: {
        cursorId: Long.fromString(id),
        noCursorTimeout: noTimeout,
        lastAccessDate: new Date(lastUse),
      },
    }))
}

/** Fields that are not its own are a filter on what it lists. */
function currentOp(context: Context): { fields: Document } {
  const filter: Document = {}
  for (const [field, value] of Object.entries(context.command)) {
    if (field === context.name || field === '$all' || field === '$ownOps' || isGenericField(field)) continue
    filter[field] = value
  }
  const inprog = currentOperations(context, {}).filter(compileFilter(filter))
  return { fields: { inprog } }
}

function killOp(context: Context): { fields: Document } {
  const id = numberOf(context.command['op'])
  if (id === undefined) {
    throw new MongoError(
      'TypeMismatch',
      `Expected field "op" to be a number, found ${typeof context.command['op']}`,
    )
  }
  context.server.operations.kill(id)
  return { fields: { info: 'attempting to kill op' } }
}
