import { interruptible } from '../language/limits/interruption.ts'
import { type Document, encode, isDocument } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { numberOf } from '../language/values/numbers.ts'
import { withRawFields } from '../language/values/raw.ts'
import type { Answer } from '../wire/connection.ts'
import type { Request } from '../wire/message.ts'
import { isAwaitedHello } from './connecting/handshake.ts'
import { assertApi, assertApiOfTransaction } from './connecting/stable-api.ts'
import { argumentsOf, assertKnownFields, uuidOf } from './context/arguments.ts'
import type { Client, Command, Commands, Context, Reply, Server } from './context/context.ts'
import type { Failure } from './context/fail-points.ts'
import { recordAnswer } from './context/statistics.ts'
import { assertTime, maxTimeExpired } from './context/turns.ts'
import {
  assertClusterTime,
  assertReadConcern,
  assertWriteConcernAllowed,
  readLevelOf,
  wantsJournal,
  writeConcernError,
} from './sessions/concerns.ts'
import { errorLabels } from './sessions/error-labels.ts'

/** Commands of the handshake and of monitoring carry no cluster time and never wait for the storage. */
const WITHOUT_TIME = new Set(['hello', 'isMaster', 'ismaster'])

/** Commits and aborts act on the session. They are not statements of the transaction. */
const ENDINGS = new Set(['commitTransaction', 'abortTransaction'])

/** Answers one request. Any failure becomes an error reply. */
export async function dispatch(
  server: Server,
  client: Client,
  commands: Commands,
  request: Request,
): Promise<Answer> {
  const name = Object.keys(request.command)[0] ?? ''
  const database = typeof request.command['$db'] === 'string' ? request.command['$db'] : ''
  const operation = server.operations.begin(client, database, name, request.command)
  const context: Context = {
    server,
    client,
    database,
    command: request.command,
    name,
    arguments: argumentsOf(name, request.command),
    body: request.body,
    sequences: request.sequences,
    deadline: undefined,
    operation,
    session: undefined,
    transaction: undefined,
    retryable: undefined,
    view: server.view,
    writer: server.writer,
  }
  const { network } = server.statistics
  network.numRequests++
  network.bytesIn += request.messageBytes
  try {
    const answered = await answer(context, commands, request)
    network.bytesOut += answered.bytes.length
    return answered
  } finally {
    server.operations.end(operation)
  }
}

function errorReply(error: MongoError): Document {
  return { ok: 0, errmsg: error.errmsg, code: error.code, codeName: error.codeName, ...error.extra }
}

function asMongoError(error: unknown, server: Server): MongoError {
  if (error instanceof MongoError) return error
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  server.log(`internal error: ${stack}`)
  return new MongoError('InternalError', `the server met an error of its own: ${String(error)}`)
}

function lsidOf(command: Document): Buffer | undefined {
  const { lsid } = command
  if (lsid === undefined) return undefined
  const id = isDocument(lsid) ? uuidOf(lsid['id']) : undefined
  if (!id) throw new MongoError('TypeMismatch', "BSON field 'lsid.id' must be a UUID")
  return id
}

function assertTransactional(command: Command, context: Context): void {
  if (!command.inTransaction) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${context.name}' in a multi-document transaction.`,
    )
  }
  if (['admin', 'config', 'local'].includes(context.database) && !command.adminOnly) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot run command against the '${context.database}' database in a transaction.`,
    )
  }
  if (
    context.command['writeConcern'] !== undefined &&
    !['commitTransaction', 'abortTransaction'].includes(context.name)
  ) {
    throw new MongoError('InvalidOptions', 'writeConcern is not allowed within a multi-statement transaction')
  }
}

function enterSession(context: Context, command: Command): void {
  const { server } = context
  const id = lsidOf(context.command)
  const number = numberOf(context.command['txnNumber'])
  const inTransaction = context.command['autocommit'] === false
  const start = context.command['startTransaction'] === true
  if (id) context.session = server.sessions.use(id)
  if (number === undefined) {
    if (context.command['autocommit'] !== undefined || start) {
      throw new MongoError('InvalidOptions', "'autocommit' and 'startTransaction' require a txnNumber")
    }
    return
  }
  if (!id)
    throw new MongoError('InvalidOptions', 'Transaction number requires a session ID to also be specified')
  if (inTransaction) {
    assertTransactional(command, context)
    if (ENDINGS.has(context.name)) {
      const ending = server.sessions.active().find(each => each.session === context.session)
      if (ending?.number === number) assertApiOfTransaction(context, ending, false)
      return
    }
    const transaction = server.sessions.transaction(id, number, start)
    assertApiOfTransaction(context, transaction, start)
    if (start) transaction.readConcern = readLevelOf(context)
    context.transaction = transaction
    context.view = transaction.view
    context.writer = transaction.writer
  } else if (command.retryable) {
    context.retryable = server.sessions.retryable(id, number)
  } else {
    throw new MongoError(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands. '${context.name}' is neither.`,
    )
  }
}

async function playFailure(failure: Failure): Promise<MongoError | undefined> {
  if (failure.blockMilliseconds > 0) {
    await new Promise(resolve => setTimeout(resolve, failure.blockMilliseconds))
  }
  return failure.error
}

async function run(context: Context, command: Command): Promise<Reply> {
  const { server, arguments: parsed } = context
  assertApi(context)
  if (command.known) assertKnownFields(context.command, context.name, command.known)
  if (command.adminOnly && context.database !== 'admin') {
    throw new MongoError('Unauthorized', `${context.name} may only be run against the admin database.`)
  }
  const maxTime = parsed.nonNegative('maxTimeMS')
  // In a getMore it is how long a tailable cursor waits, and there are no tailable cursors here.
  if (maxTime && context.name !== 'getMore') context.deadline = performance.now() + maxTime
  assertReadConcern(context)
  assertWriteConcernAllowed(context)
  assertClusterTime(context)
  const journal = wantsJournal(context)
  enterSession(context, command)
  try {
    const interruption = { check: () => assertTime(context), deadline: () => context.deadline }
    const reply = await interruptible(interruption, () => command.run(context))
    // [48 acknowledged] A write is acknowledged only once it is in the log file.
    await (journal ? server.store.journaled() : server.store.durable())
    if (context.deadline !== undefined && performance.now() > context.deadline + 1000) throw maxTimeExpired()
    return reply
  } catch (error) {
    // A statement that fails ends its transaction, as on a real server.
    context.transaction?.abort()
    throw error
  }
}

function commandNamed(server: Server, commands: Commands, name: string): Command | undefined {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  return command?.testOnly && !server.testCommands ? undefined : command
}

function record(context: Context, failed: boolean, known: boolean): void {
  const { server, operation } = context
  const { name, command, sequences } = context
  const target: unknown = name === 'getMore' ? command['collection'] : command[name]
  const collection =
    typeof target === 'string' ? server.catalog.collection(context.database, target) : undefined
  recordAnswer(server.statistics, {
    name: known ? name : '<UNKNOWN>',
    command,
    sequences,
    namespace: collection?.namespace ?? null,
    inTransaction: context.transaction !== undefined,
    failed,
    milliseconds: performance.now() - (operation?.start ?? 0),
  })
}

async function answer(context: Context, commands: Commands, request: Request): Promise<Answer> {
  const { server, client, name } = context
  const failure = server.failPoints.next(name, client.appName)
  if (failure?.closeConnection) {
    await playFailure(failure)
    return { bytes: encode({ ok: 0 }), closeConnection: true, repeat: false }
  }
  const command = commandNamed(server, commands, name)
  let reply: Reply
  let failed: MongoError | undefined
  try {
    if (!command) throw new MongoError('CommandNotFound', `no such command: '${name}'`)
    const played = failure && (await playFailure(failure))
    if (played) throw played
    reply = await run(context, command)
    const concern = failure?.writeConcernError ?? writeConcernError(context)
    reply.fields = { ...reply.fields, ...(concern ? { writeConcernError: concern } : {}), ok: 1 }
  } catch (error) {
    failed = asMongoError(error, server)
    reply = { fields: errorReply(failed) }
  }
  record(context, failed !== undefined, command !== undefined)
  const labels = errorLabels(context, failed, reply.fields['writeConcernError'], failure)
  if (labels) reply.fields['errorLabels'] = labels
  if (!WITHOUT_TIME.has(name)) Object.assign(reply.fields, server.clock.gossip())
  const fields = encode(reply.fields)
  return {
    bytes: reply.raw ? withRawFields(reply.raw, fields) : fields,
    closeConnection: false,
    // A streaming hello is one request that is answered repeatedly until the client hangs up.
    repeat: request.exhaustAllowed && !failed && isAwaitedHello(name, request.command),
  }
}
