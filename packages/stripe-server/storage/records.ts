import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Kind, Kinds } from './objects.ts'

/** What was answered to a request with an idempotency key. */
export interface KeptAnswer {
  /** Method, path and parameters. */
  request: string
  requestId: string
  status: number
  body: string
  /** Unix seconds. */
  at: number
}

/** An event on its way to one endpoint. */
export interface Delivery {
  seq: number
  event: string
  endpoint: string
  attempts: number
  /** Milliseconds since 1970, of the clock of this server. */
  dueAt: number
  state: 'pending' | 'delivered' | 'given-up'
  /** Of the last attempt; 0 for no answer, null before the first. */
  status: number | null
}

/** Work that time brings about. */
export interface Due {
  work: (typeof WORKS)[number]
  id: string
  /** Unix seconds. */
  at: number
}

const WORKS = ['expire-session', 'end-refund', 'pay-out', 'end-payout', 'settle-debit'] as const

export type Records = ReturnType<typeof openRecords>

/** In memory: nothing is kept. */
const IN_MEMORY = ':memory:'

const KNOWN_OBJECTS = 50_000

/** The fields that objects are searched by. */
const SEARCHED = [
  'payment_intent',
  'charge',
  'transfer',
  'fee',
  'destination',
  'originating_transaction',
] as const
export type SearchedField = (typeof SEARCHED)[number]

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS objects (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    owner TEXT NOT NULL, object TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS objects_of_owner ON objects (kind, owner, seq);
  ${SEARCHED.map(
    field =>
      `CREATE INDEX IF NOT EXISTS objects_by_${field} ON objects (kind, json_extract(object, '$.${field}'), seq);`,
  ).join('\n')}
  CREATE TABLE IF NOT EXISTS ledger (seq INTEGER PRIMARY KEY, cause TEXT NOT NULL, account TEXT NOT NULL,
    currency TEXT NOT NULL, amount INTEGER NOT NULL, available_on INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS ledger_of_account ON ledger (account, currency, available_on, amount);
  CREATE TABLE IF NOT EXISTS answers (owner TEXT NOT NULL, key TEXT NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (owner, key)) STRICT;
  CREATE TABLE IF NOT EXISTS deliveries (seq INTEGER PRIMARY KEY, event TEXT NOT NULL, endpoint TEXT NOT NULL,
    attempts INTEGER NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL, status INTEGER) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due_at);
  CREATE INDEX IF NOT EXISTS deliveries_of_event ON deliveries (event);
  CREATE TABLE IF NOT EXISTS due (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, work TEXT NOT NULL, id TEXT NOT NULL) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS due_once ON due (at, work, id);
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/**
 * Opens the records of a payments server in `dataDir`. Every method is synchronous, so no other request runs in the middle
 * of one. Each transaction survives kill -9. Throws "database is locked" if another server uses the folder.
 */
export function openRecords(dataDir: string) {
  if (dataDir !== IN_MEMORY) mkdirSync(dataDir, { recursive: true })
  const db = new DatabaseSync(dataDir === IN_MEMORY ? IN_MEMORY : join(dataDir, 'records.sqlite'))
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
  db.exec(SCHEMA)

  const select = db.prepare('SELECT object FROM objects WHERE id = ?')
  const selectOwner = db.prepare('SELECT owner FROM objects WHERE id = ?')
  const selectOf = db.prepare('SELECT id FROM objects WHERE kind = ? AND owner = ? ORDER BY seq DESC')
  const selectAll = db.prepare('SELECT id FROM objects WHERE kind = ? ORDER BY seq DESC')
  const upsert = db.prepare(
    `INSERT INTO objects (id, kind, owner, object) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET object = excluded.object`,
  )
  const bySearched = Object.fromEntries(
    SEARCHED.map(field => [
      field,
      db.prepare(
        `SELECT id FROM objects WHERE kind = ? AND json_extract(object, '$.${field}') = ? ORDER BY seq DESC`,
      ),
    ]),
  )
  const enter = db.prepare(
    'INSERT INTO ledger (cause, account, currency, amount, available_on) VALUES (?, ?, ?, ?, ?)',
  )
  const sums = db.prepare(
    `SELECT currency, sum(CASE WHEN available_on <= ? THEN amount ELSE 0 END) AS available, sum(amount) AS total
     FROM ledger WHERE account = ? GROUP BY currency ORDER BY currency`,
  )
  const selectAnswer = db.prepare('SELECT answer FROM answers WHERE owner = ? AND key = ?')
  const upsertAnswer = db.prepare('INSERT OR REPLACE INTO answers VALUES (?, ?, ?)')
  const nextDue = db.prepare('SELECT seq, at, work, id FROM due WHERE at <= ? ORDER BY at, seq LIMIT 1')
  const deliveryColumns = 'seq, event, endpoint, attempts, due_at AS dueAt, state, status'

  /** Objects that were read before. They are never changed in place. */
  const known = new Map<string, Kinds[Kind]>()
  let changed: string[] = []

  function read(id: string): Kinds[Kind] | null {
    const before = known.get(id)
    if (before !== undefined) return before
    const row = select.get(id)
    if (row === undefined) return null
    const object: Kinds[Kind] = JSON.parse(String(row.object))
    remember(object)
    return object
  }
  function remember(object: Kinds[Kind]): void {
    if (known.size >= KNOWN_OBJECTS) known.clear()
    known.set(object.id, object)
  }
  function get<K extends Kind>(kind: K, id: string): Kinds[K] | null {
    const object = read(id)
    return object !== null && isOfKind(object, kind) ? object : null
  }
  function objects<K extends Kind>(kind: K, rows: Record<string, unknown>[]): Kinds[K][] {
    return rows.flatMap(row => get(kind, String(row.id)) ?? [])
  }
  function deliveries(where: string, ...values: SQLInputValue[]): Delivery[] {
    const rows = db.prepare(`SELECT ${deliveryColumns} FROM deliveries WHERE ${where}`).all(...values)
    return rows.map(row => ({
      seq: Number(row.seq),
      event: String(row.event),
      endpoint: String(row.endpoint),
      attempts: Number(row.attempts),
      dueAt: Number(row.dueAt),
      state: row.state === 'delivered' ? 'delivered' : row.state === 'pending' ? 'pending' : 'given-up',
      status: row.status === null ? null : Number(row.status),
    }))
  }

  return {
    close: () => db.close(),

    transaction<T>(work: () => T): T {
      db.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        db.exec('COMMIT')
        changed = []
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        for (const id of changed) known.delete(id)
        changed = []
        throw error
      }
    },

    get,
    /** The object with this id, whatever it is, and the account it belongs to. */
    find(id: string): { owner: string; object: Kinds[Kind] } | null {
      const object = read(id)
      return object === null ? null : { owner: String(selectOwner.get(id)?.owner), object }
    },
    /** Of one account, latest first. */
    list: <K extends Kind>(kind: K, owner: string): Kinds[K][] => objects(kind, selectOf.all(kind, owner)),
    /** Of all accounts, latest first. */
    all: <K extends Kind>(kind: K): Kinds[K][] => objects(kind, selectAll.all(kind)),
    /** Those whose field has this value, latest first. */
    search: <K extends Kind>(kind: K, field: SearchedField, value: string): Kinds[K][] =>
      objects(kind, bySearched[field]?.all(kind, value) ?? []),
    save(object: Kinds[Kind], owner: string): void {
      upsert.run(object.id, object.object, owner, JSON.stringify(object))
      remember(object)
      changed.push(object.id)
    },

    /** @param availableOn Unix seconds */
    enter: (cause: string, account: string, currency: string, amount: number, availableOn: number) =>
      void enter.run(cause, account, currency, amount, availableOn),
    /** The balance of an account in each currency. @param now Unix seconds */
    balances: (account: string, now: number) =>
      sums.all(now, account).map(row => ({
        currency: String(row.currency),
        available: Number(row.available),
        pending: Number(row.total) - Number(row.available),
      })),
    /** What every account holds, those outside of Stripe included. The sum of a currency is 0. */
    holdings: () =>
      db
        .prepare('SELECT account, currency, sum(amount) AS amount FROM ledger GROUP BY account, currency')
        .all()
        .map(row => ({
          account: String(row.account),
          currency: String(row.currency),
          amount: Number(row.amount),
        })),

    answer(owner: string, key: string): KeptAnswer | null {
      const row = selectAnswer.get(owner, key)
      return row === undefined ? null : JSON.parse(String(row.answer))
    },
    keepAnswer: (owner: string, key: string, answer: KeptAnswer) =>
      void upsertAnswer.run(owner, key, JSON.stringify(answer)),

    /** Notes work that time brings about. @param at Unix seconds */
    schedule: (at: number, work: Due['work'], id: string) =>
      void db.prepare('INSERT OR IGNORE INTO due (at, work, id) VALUES (?, ?, ?)').run(at, work, id),
    /** The work that is due first, taken off the list; null if none is due. */
    takeDue(now: number): Due | null {
      const row = nextDue.get(now)
      if (row === undefined) return null
      db.prepare('DELETE FROM due WHERE seq = ?').run(Number(row.seq))
      return { work: workOf(String(row.work)), id: String(row.id), at: Number(row.at) }
    },

    addDelivery: (event: string, endpoint: string, dueAt: number) =>
      void db
        .prepare(
          "INSERT INTO deliveries (event, endpoint, attempts, due_at, state) VALUES (?, ?, 0, ?, 'pending')",
        )
        .run(event, endpoint, dueAt),
    saveDelivery: ({ seq, attempts, dueAt, state, status }: Delivery) =>
      void db
        .prepare('UPDATE deliveries SET attempts = ?, due_at = ?, state = ?, status = ? WHERE seq = ?')
        .run(attempts, dueAt, state, status, seq),
    /** The pending ones, those that are due first before the others. */
    pendingDeliveries: (limit: number) => deliveries("state = 'pending' ORDER BY due_at, seq LIMIT ?", limit),
    /** The events that an endpoint has not taken. */
    undelivered: () =>
      new Set(
        db
          .prepare("SELECT DISTINCT event FROM deliveries WHERE state <> 'delivered'")
          .all()
          .map(row => String(row.event)),
      ),
    deliveriesOf: (event: string) => deliveries('event = ?', event),

    /** @param answersBefore Unix seconds, as `eventsBefore` */
    forget(answersBefore: number, eventsBefore: number): void {
      db.prepare("DELETE FROM answers WHERE json_extract(answer, '$.at') < ?").run(answersBefore)
      const old = "SELECT id FROM objects WHERE kind LIKE '%event' AND json_extract(object, '$.created') < ?"
      db.prepare(`DELETE FROM deliveries WHERE event IN (${old})`).run(eventsBefore)
      db.prepare(`DELETE FROM objects WHERE id IN (${old})`).run(eventsBefore)
    },

    setting(name: string): string | null {
      const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(name)
      return row === undefined ? null : String(row.value)
    },
    setSetting: (name: string, value: string) =>
      void db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(name, value),
  }
}

function isOfKind<K extends Kind>(object: Kinds[Kind], kind: K): object is Kinds[K] {
  return object.object === kind
}

function workOf(text: string): Due['work'] {
  const work = WORKS.find(one => one === text)
  if (work === undefined) throw new Error(`There is no such work: ${text}`)
  return work
}
