import mongoose from 'mongoose'
import { loadConfig } from '#shared/runtime/config.ts'
import { noteTime } from '#shared/runtime/time-spent.ts'

const {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
} = mongoose.mongo

let connecting: Promise<typeof mongoose> | undefined

/** The driver tries once more, on another connection that may be as dead: that ends well before 10 s. */
const COMMAND_MILLISECONDS = 3_000

/**
 * The one connection of this container.
 * @param commandMilliseconds how long a command may take; the first caller decides
 */
export function connectDatabase(commandMilliseconds = COMMAND_MILLISECONDS): Promise<typeof mongoose> {
  // [46 one-connection] Calls that come together share one attempt.
  if (!connecting) {
    const attempt = connect(commandMilliseconds)
    attempt.then(measureWork, () => {
      // [43 forgotten] Otherwise the container would fail for as long as it lives.
      if (connecting === attempt) connecting = undefined
    })
    connecting = attempt
  }
  return connecting
}

async function connect(commandMilliseconds: number): Promise<typeof mongoose> {
  const { database } = await loadConfig()
  return mongoose.connect(database.uri, {
    // [46 pool] The driver's default is 100 for each container, which would use the database up.
    maxPoolSize: database.poolSize,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
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
}

// Not by `monitorCommands`, for which the driver decodes every answer once more.
function measureWork({ connection }: typeof mongoose): void {
  const startedAt = new Map<string, number>()
  const keyOf = ({ address, connectionId }: Taken) => `${address} ${connectionId}`
  connection
    .getClient()
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
type Taken = Pick<mongoose.mongo.ConnectionCheckedOutEvent, 'address' | 'connectionId'>

export async function pingDatabase(): Promise<void> {
  await mongoose.connection.db?.command({ ping: 1 })
}

/** Closes the connection: for scripts and tests, which end; a Lambda never does. */
export async function disconnectDatabase(): Promise<void> {
  connecting = undefined
  await mongoose.disconnect()
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
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true
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
