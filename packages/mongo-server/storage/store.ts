import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoError } from '../language/values/errors.ts'
import { openLogSync } from './log-sync.ts'
import { type Connection, openConnection } from './sqlite.ts'

interface Snapshot {
  connection: Connection
  release(): void
}

export interface Store {
  /** The one writing connection. Its reads see what the open group has written. */
  main: Connection
  directory: string
  /** Opens a group of writes if none is open; it commits with all that arrives in the same turn of the loop. */
  begin(): void
  /** Resolves when everything written so far would survive the end of the process. */
  durable(): Promise<void>
  /** Resolves when everything written so far would survive a loss of power, too. */
  journaled(): Promise<void>
  /** How many groups of writes have been committed, and how many of them are known to be on the disk. */
  readonly groups: { committed: number; synced: number }
  /** Commits the open group now. */
  flush(): void
  /** Runs before each commit, to put what was gathered in memory into the same SQLite transaction. */
  beforeCommit(write: () => void): void
  /** A connection whose reads all see the state of this moment. */
  snapshot(): Snapshot
  close(): void
}

/**
 * WAL with `synchronous=NORMAL`: a commit is in the log file, handed to the operating system, before the reply
 * leaves, so it survives `kill -9`. FULL would add a sync of the log to each commit, to survive the loss of power;
 * NORMAL may lose the last commits then, but never corrupts. SQLite cannot change the mode within a group, which
 * serves several clients, so `journaled` adds the same sync for those who ask for it.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -65536;
  PRAGMA wal_autocheckpoint = 16000;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 1073741824;
`

export function openStore(dataDir: string): Store {
  const temporary = dataDir === ':memory:'
  const directory = temporary ? mkdtempSync(join(tmpdir(), 'mongo-')) : dataDir
  mkdirSync(directory, { recursive: true })
  const lock = lockDirectory(directory)
  const file = join(directory, 'mongo.sqlite')
  const main = openConnection(file)
  main.exec(PRAGMAS)
  // A temporary directory is not opened again after the loss of power, so nothing in it is worth a sync.
  if (temporary) main.exec('PRAGMA synchronous = OFF')
  const log = openLogSync(`${file}-wal`)

  const idle: Connection[] = []
  const writers: (() => void)[] = []
  let group: { done: Promise<void>; settle: (error?: Error) => void } | undefined
  let failure: MongoError | undefined

  function flush(): void {
    const current = group
    if (!current) return
    group = undefined
    try {
      for (const write of writers) write()
      main.exec('COMMIT')
      log.noteCommit()
      current.settle()
    } catch (error) {
      // What is in memory (catalog, counts, sessions) no longer matches the files, so nothing more is served.
      failure = new MongoError('InternalError', `the storage failed to commit: ${String(error)}`)
      current.settle(failure)
    }
  }

  async function durable(): Promise<void> {
    if (failure) throw failure
    await group?.done
  }

  return {
    main,
    directory,
    begin() {
      if (failure) throw failure
      if (group) return
      main.exec('BEGIN IMMEDIATE')
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      promise.catch(() => undefined)
      group = { done: promise, settle: error => (error ? reject(error) : resolve()) }
      setImmediate(flush)
    },
    durable,
    async journaled() {
      await durable()
      if (temporary) return
      try {
        await log.sync()
      } catch (error) {
        // After a failed sync it is unknown what the disk holds, and the next sync would succeed regardless.
        failure = new MongoError('InternalError', `the storage failed to sync its log: ${String(error)}`)
        throw failure
      }
    },
    get groups() {
      return { committed: log.committed, synced: log.synced }
    },
    flush,
    beforeCommit: write => writers.push(write),
    snapshot() {
      flush()
      const connection = idle.pop() ?? openConnection(file, { readOnly: true })
      connection.exec('BEGIN')
      // BEGIN alone pins nothing: the snapshot is taken by the first read.
      connection.get('SELECT count(*) FROM sqlite_schema')
      return {
        connection,
        release() {
          connection.exec('ROLLBACK')
          if (idle.length < 8) idle.push(connection)
          else connection.close()
        },
      }
    },
    close() {
      flush()
      for (const connection of idle) connection.close()
      log.close()
      if (!temporary) main.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      main.close()
      lock.close()
      if (temporary) rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** An exclusive lock of the file system. The operating system releases it even after `kill -9`. */
function lockDirectory(directory: string): Connection {
  const lock = openConnection(join(directory, 'mongo.lock'))
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new Error(`the data directory ${directory} is in use by another process`)
  }
  return lock
}
