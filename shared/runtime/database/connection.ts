import {
  type ConnectionCheckedOutEvent,
  type Db,
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
} from 'mongodb'
import { loadConfig } from '#shared/runtime/config.ts'
import { noteTime } from '#shared/runtime/time-spent.ts'

let connecting: Promise<MongoClient> | undefined
let connected: { client: MongoClient; db: Db } | undefined

/** Something that uses the same connection. */
interface Follower {
  attach(client: MongoClient): void
  /** Before the connection is closed. */
  detach(): Promise<void>
}

const followers: Follower[] = []

/** The driver tries once more, on another connection that may be as dead: that ends well before 10 s. */
const COMMAND_MILLISECONDS = 3_000

/**
 * The one connection of this container.
 * The first caller decides about both parameters, until `disconnectDatabase`.
 * @param commandMilliseconds how long a command may take
 * @param uri of another database than that of the settings
 */
export function connectDatabase(
  commandMilliseconds = COMMAND_MILLISECONDS,
  uri?: string,
): Promise<MongoClient> {
  // [46 one-connection] Calls that come together share one attempt.
  if (!connecting) {
    const attempt = connect(commandMilliseconds, uri)
    attempt.catch(() => {
      // [43 forgotten] Otherwise the container would fail for as long as it lives.
      if (connecting === attempt) connecting = undefined
    })
    connecting = attempt
  }
  return connecting
}

async function connect(commandMilliseconds: number, uri?: string): Promise<MongoClient> {
  const { database } = await loadConfig()
  const client = new MongoClient(uri ?? database.uri, {
    // [46 pool] The driver's default is 100 for each container, which would use the database up.
    maxPoolSize: database.poolSize,
    // The gateway and clients wait for at most 30 s: fail within a few seconds if the database is unreachable.
    serverSelectionTimeoutMS: 4_000,
    connectTimeoutMS: 4_000,
    // [44 time-out] A connection that swallows everything never answers.
    socketTimeoutMS: commandMilliseconds,
    waitQueueTimeoutMS: 4_000,
    // [44 idle] A frozen container keeps sockets that the other side has long closed.
    maxIdleTimeMS: 60_000,
    // As the driver itself chooses in Lambda: without a stream of news that a frozen container would miss.
    serverMonitoringMode: 'poll',
  })
  measureWork(client)
  await client.connect()
  // A handle is made once: making one takes as long as sending a small command.
  connected = { client, db: client.db() }
  for (const follower of followers) follower.attach(client)
  return client
}

/** Lets something use the connection, as soon as there is one. */
export function followConnection(follower: Follower): void {
  followers.push(follower)
  if (connected) follower.attach(connected.client)
}

/** The database that this container is connected to. */
export function database(): Db {
  if (!connected) throw new Error('The database is not connected')
  return connected.db
}

// Not by `monitorCommands`, for which the driver decodes every answer once more.
function measureWork(client: MongoClient): void {
  const startedAt = new Map<string, number>()
  const keyOf = ({ address, connectionId }: Taken) => `${address} ${connectionId}`
  client
    .on('connectionCheckedOut', taken => {
      startedAt.set(keyOf(taken), performance.now())
    })
    .on('connectionCheckedIn', taken => {
      const key = keyOf(taken)
      const started = startedAt.get(key)
      startedAt.delete(key)
      if (started !== undefined) noteTime('database', performance.now() - started)
    })
}

/** A connection that a command has, from when it gets it until it gives it back. */
type Taken = Pick<ConnectionCheckedOutEvent, 'address' | 'connectionId'>

export async function pingDatabase(): Promise<void> {
  await database().command({ ping: 1 })
}

/** Closes the connection: for scripts and tests, which end; a Lambda never does. */
export async function disconnectDatabase(): Promise<void> {
  const client = connected?.client
  connecting = undefined
  connected = undefined
  for (const follower of followers) await follower.detach()
  await client?.close()
}

const OUTAGE_CODES = new Set([
  // [45 load] Atlas refuses requests that exceed what it can take.
  462, // IngressRequestRateLimitExceeded
  50, // MaxTimeMSExpired
  112, // WriteConflict that outlasted its retries
  251, // NoSuchTransaction
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  10107, // NotWritablePrimary
  13435, // NotPrimaryNoSecondaryOk
  189, // PrimarySteppedDown
  91, // ShutdownInProgress
])

/** Is this the database being away or overloaded (worth another try later), not a fault of ours? */
export function isDatabaseOutage(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true
  if (error instanceof MongoOperationTimeoutError) return true
  if (!(error instanceof MongoError)) return false
  // Of several writes in one command, the driver hides why it failed.
  if (error instanceof MongoBulkWriteError && isDatabaseOutage(error.errorResponse)) return true
  if (error.name === 'MongoPoolClearedError' || error.name === 'MongoWaitQueueTimeoutError') return true
  return error.hasErrorLabel('RetryableWriteError') || OUTAGE_CODES.has(Number(error.code))
}

/** The names of the fields of the unique index that refused a write, or null if it was another error. */
export function duplicateKeyFields(error: unknown): string[] | null {
  if (!(error instanceof MongoError) || error.code !== 11000) return null
  const pattern: unknown = 'keyPattern' in error ? error.keyPattern : undefined
  return pattern && typeof pattern === 'object' ? Object.keys(pattern) : []
}
