import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'

export type Row = Record<string, SQLOutputValue>

/** A SQLite connection that prepares each statement once. */
export interface Connection {
  all(sql: string, ...values: SQLInputValue[]): Row[]
  get(sql: string, ...values: SQLInputValue[]): Row | undefined
  run(sql: string, ...values: SQLInputValue[]): void
  exec(sql: string): void
  /** Forgets the prepared statements, so that those on a dropped table do not pile up. */
  forget(): void
  close(): void
}

const STATEMENTS_KEPT = 2000

export function openConnection(path: string, options: { readOnly?: boolean } = {}): Connection {
  const database = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 5000 })
  const statements = new Map<string, StatementSync>()

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    if (statements.size >= STATEMENTS_KEPT) statements.clear()
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    all: (sql, ...values) => prepared(sql).all(...values),
    get: (sql, ...values) => prepared(sql).get(...values),
    run: (sql, ...values) => {
      prepared(sql).run(...values)
    },
    exec: sql => database.exec(sql),
    forget: () => statements.clear(),
    close: () => database.close(),
  }
}

export function blob(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (value instanceof Uint8Array) return value
  throw new Error(`column ${column} is not a blob`)
}

export function integer(row: Row | undefined, column: string): number {
  const value = row?.[column]
  return typeof value === 'number' ? value : 0
}

export function text(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/**
 * The text of statements on a table, made once: SQL put together for every call would be hashed each time to find
 * its prepared statement.
 */
export function tableSql<Kind extends string>(
  texts: Record<Kind, (table: string) => string>,
): (table: string, kind: Kind) => string {
  const known = new Map<string, Map<Kind, string>>()
  return (table, kind) => {
    let ofTable = known.get(table)
    if (!ofTable) {
      ofTable = new Map()
      known.set(table, ofTable)
    }
    let sql = ofTable.get(kind)
    if (sql === undefined) {
      sql = texts[kind](table)
      ofTable.set(kind, sql)
    }
    return sql
  }
}
