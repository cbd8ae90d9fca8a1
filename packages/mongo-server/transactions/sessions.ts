import type { Document } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { blob, integer, text } from '../storage/sqlite.ts'
import type { Store } from '../storage/store.ts'
import { decodeResults, encodeResults, type RetryableWrite, retryableWrite } from './retryable.ts'
import { startTransaction, type Transaction, type TransactionParts } from './transaction.ts'

export const SESSION_TIMEOUT_MINUTES = 30

interface Session {
  id: Buffer
  lastUse: number
  /** The newest transaction number seen, of a transaction or of a retryable write. */
  number: number
  kind: 'none' | 'write' | 'in progress' | 'committed' | 'aborted'
  results: Map<number, Document>
  transaction: Transaction | undefined
  expiry: NodeJS.Timeout | undefined
}

export interface Sessions {
  /** Notes that the session was used, and returns its key. */
  use(id: Buffer): string
  retryable(id: Buffer, number: number): RetryableWrite
  /** Starts, or finds, the transaction a command belongs to. */
  transaction(id: Buffer, number: number, start: boolean): Transaction
  commit(id: Buffer, number: number): void
  abort(id: Buffer, number: number): void
  end(id: Buffer): void
  endAll(): void
  expire(now: number): void
  active(): Transaction[]
  list(): { id: Buffer; lastUse: number }[]
  lifetimeSeconds: number
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sessions (
    id BLOB PRIMARY KEY, number INTEGER NOT NULL, kind TEXT NOT NULL, results BLOB NOT NULL,
    used INTEGER NOT NULL
  ) WITHOUT ROWID;
`

/** Sessions with their transactions and the results of their retryable writes, which outlive the process. */
export function openSessions(store: Store, parts: TransactionParts): Sessions {
  const { main } = store
  const known = new Map<string, Session>()
  const changed = new Set<Session>()
  main.exec(SCHEMA)
  main.run('DELETE FROM sessions WHERE used < ?', Date.now() - SESSION_TIMEOUT_MINUTES * 60_000)

  store.beforeCommit(() => {
    for (const session of changed) {
      main.run(
        'INSERT OR REPLACE INTO sessions (id, number, kind, results, used) VALUES (?, ?, ?, ?, ?)',
        session.id,
        session.number,
        session.kind,
        encodeResults(session.results),
        session.lastUse,
      )
    }
    changed.clear()
  })

  function load(id: Buffer): Session {
    const key = id.toString('hex')
    let session = known.get(key)
    if (!session) {
      session = {
        id: Buffer.from(id),
        lastUse: Date.now(),
        number: -1,
        kind: 'none',
        results: new Map(),
        transaction: undefined,
        expiry: undefined,
      }
      const row = main.get('SELECT number, kind, results FROM sessions WHERE id = ?', id)
      if (row) {
        session.number = integer(row, 'number')
        session.kind = kindOf(text(row, 'kind'))
        session.results = decodeResults(blob(row, 'results'))
      }
      known.set(key, session)
    }
    session.lastUse = Date.now()
    return session
  }

  function save(session: Session): void {
    store.begin()
    changed.add(session)
  }

  function abort(session: Session): void {
    clearTimeout(session.expiry)
    if (session.transaction?.state !== 'in progress') return
    session.transaction.abort()
    session.kind = 'aborted'
  }

  function advance(session: Session, number: number): void {
    if (number < session.number) {
      throw new MongoError(
        'TransactionTooOld',
        `Cannot use transaction number ${number} on session ${session.id.toString('hex')} because a newer transaction with txnNumber ${session.number} has already started on this session.`,
      )
    }
    if (number === session.number) return
    abort(session)
    session.transaction = undefined
    session.number = number
    session.kind = 'none'
    session.results = new Map()
  }

  const noSuch = (number: number, why: string) =>
    new MongoError(
      'NoSuchTransaction',
      `Given transaction number ${number} does not match any in-progress transactions. ${why}`,
    )

  function find(session: Session, number: number): Transaction {
    if (number < session.number) advance(session, number)
    const { transaction } = session
    if (transaction?.state === 'aborted') session.kind = 'aborted'
    if (number === session.number && session.kind === 'committed') {
      throw new MongoError(
        'TransactionCommitted',
        `Transaction with { txnNumber: ${number} } has been committed.`,
      )
    }
    if (number === session.number && session.kind === 'aborted') {
      throw noSuch(number, `Transaction with { txnNumber: ${number} } has been aborted.`)
    }
    if (number !== session.number || !transaction || session.kind !== 'in progress') {
      throw noSuch(number, `The active transaction number is ${session.number}`)
    }
    return transaction
  }

  const sessions: Sessions = {
    lifetimeSeconds: 60,
    use: id => {
      load(id)
      return id.toString('hex')
    },
    retryable(id, number) {
      const session = load(id)
      advance(session, number)
      if (session.kind !== 'none' && session.kind !== 'write') {
        throw new MongoError(
          'ConflictingOperationInProgress',
          `txnNumber ${number} was used for a transaction, and cannot be used for a retryable write`,
        )
      }
      session.kind = 'write'
      return retryableWrite(session.results, () => save(session))
    },
    transaction(id, number, start) {
      const session = load(id)
      if (!start) return find(session, number)
      if (number === session.number) {
        throw new MongoError(
          'ConflictingOperationInProgress',
          `Only servers in a sharded cluster can start a new transaction at the active transaction number ${number}`,
        )
      }
      advance(session, number)
      const transaction = startTransaction(parts, id.toString('hex'), number)
      session.transaction = transaction
      session.kind = 'in progress'
      session.expiry = setTimeout(() => abort(session), sessions.lifetimeSeconds * 1000)
      session.expiry.unref()
      return transaction
    },
    commit(id, number) {
      const session = load(id)
      if (number === session.number && session.kind === 'committed') return
      const transaction = find(session, number)
      clearTimeout(session.expiry)
      transaction.commit()
      session.kind = 'committed'
      save(session)
    },
    abort(id, number) {
      const session = load(id)
      find(session, number)
      abort(session)
    },
    end(id) {
      const session = known.get(id.toString('hex'))
      if (session) abort(session)
    },
    endAll() {
      for (const session of known.values()) abort(session)
    },
    expire(now) {
      const limit = now - SESSION_TIMEOUT_MINUTES * 60_000
      for (const [key, session] of known) {
        if (session.lastUse >= limit) continue
        abort(session)
        known.delete(key)
        store.begin()
        main.run('DELETE FROM sessions WHERE id = ?', session.id)
      }
    },
    active: () =>
      [...known.values()].flatMap(({ transaction }) =>
        transaction?.state === 'in progress' ? [transaction] : [],
      ),
    list: () => [...known.values()].map(({ id, lastUse }) => ({ id, lastUse })),
  }
  return sessions
}

function kindOf(value: string): Session['kind'] {
  return value === 'write' || value === 'committed' || value === 'aborted' ? value : 'none'
}
