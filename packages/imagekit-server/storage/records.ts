import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { MediaFacts } from './media-facts.ts'

/** One version of the bytes of a file. */
export interface FileVersion {
  id: string
  /** Counts from 1. */
  number: number
  /** In bytes. */
  size: number
  /** Quoted, ready for the header. */
  etag: string
  createdAt: string
  media: MediaFacts
}

export interface FileRecord {
  fileId: string
  name: string
  /** Begins with `/` and ends with the name. */
  filePath: string
  /** `/` or `/a/b`, without a slash at the end. */
  folder: string
  tags: string[] | null
  customCoordinates: string | null
  customMetadata: Record<string, unknown>
  description: string | null
  isPrivateFile: boolean
  isPublished: boolean
  createdAt: string
  updatedAt: string
  currentVersionId: string
  /** Oldest first. */
  versions: FileVersion[]
}

/** A webhook event. `body` is the text that is signed and sent, the same at every attempt. */
export interface StoredEvent {
  id: string
  type: string
  fileId: string
  body: string
  state: 'pending' | 'delivered' | 'given-up'
  attempts: number
  /** Milliseconds since 1970. */
  nextAttemptAt: number
}

export type Records = ReturnType<typeof openRecords>

const KEPT_EVENTS = 1000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS files (file_id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS folders (path TEXT PRIMARY KEY, folder_id TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS spent_tokens (token TEXT PRIMARY KEY, forget_after INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS purges (id TEXT PRIMARY KEY, polls INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
    next_attempt_at INTEGER NOT NULL, event TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS events_due ON events (state, next_attempt_at, seq);
`

/**
 * Opens the records of a media server in `dataDir`. Every method is synchronous, so no other request runs in the middle
 * of one. Each transaction survives kill -9. Throws "database is locked" if another server uses the folder.
 */
export function openRecords(dataDir: string) {
  const db = new DatabaseSync(join(dataDir, 'records.sqlite'))
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
  db.exec(SCHEMA)

  const selectFile = db.prepare('SELECT record FROM files WHERE file_id = ?')
  const selectPath = db.prepare('SELECT record FROM files WHERE path = ?')
  const selectFiles = db.prepare('SELECT record FROM files')
  const selectBetween = db.prepare('SELECT record FROM files WHERE path > ? AND path < ?')
  const upsertFile = db.prepare(
    'INSERT INTO files VALUES (?, ?, ?) ON CONFLICT (file_id) DO UPDATE SET path = excluded.path, record = excluded.record',
  )
  const spend = db.prepare('INSERT OR IGNORE INTO spent_tokens VALUES (?, ?)')
  const upsertEvent = db.prepare(
    `INSERT INTO events (id, state, next_attempt_at, event) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, next_attempt_at = excluded.next_attempt_at, event = excluded.event`,
  )

  function one(row: Record<string, unknown> | undefined): FileRecord | null {
    return row === undefined ? null : JSON.parse(String(row.record))
  }

  return {
    close: () => db.close(),

    transaction<T>(work: () => T): T {
      db.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },

    file: (fileId: string) => one(selectFile.get(fileId)),
    fileAt: (filePath: string) => one(selectPath.get(filePath)),
    files: (): FileRecord[] => selectFiles.all().map(row => JSON.parse(String(row.record))),
    /** The files in a folder and in those below it. */
    filesUnder(folder: string): FileRecord[] {
      const prefix = folder === '/' ? '' : folder
      // '0' is the character after '/'.
      return selectBetween.all(`${prefix}/`, `${prefix}0`).map(row => JSON.parse(String(row.record)))
    },
    save: (file: FileRecord) => void upsertFile.run(file.fileId, file.filePath, JSON.stringify(file)),
    remove: (fileId: string) => void db.prepare('DELETE FROM files WHERE file_id = ?').run(fileId),

    folders: () =>
      db
        .prepare('SELECT path, folder_id, created_at FROM folders ORDER BY path')
        .all()
        .map(row => ({
          path: String(row.path),
          folderId: String(row.folder_id),
          createdAt: String(row.created_at),
        })),
    addFolder: (path: string, folderId: string, createdAt: string) =>
      void db.prepare('INSERT OR IGNORE INTO folders VALUES (?, ?, ?)').run(path, folderId, createdAt),
    removeFolder: (path: string) => void db.prepare('DELETE FROM folders WHERE path = ?').run(path),

    /** False if the token has been spent before. From `forgetAfter` (Unix seconds) on, it is expired anyway. */
    spendToken: (token: string, forgetAfter: number): boolean => spend.run(token, forgetAfter).changes === 1,
    forgetTokens: (nowSeconds: number) =>
      void db.prepare('DELETE FROM spent_tokens WHERE forget_after < ?').run(nowSeconds),

    addPurge: (id: string) => void db.prepare('INSERT INTO purges VALUES (?, 0)').run(id),
    /** How often the purge has been asked for before, null if there is no such purge. */
    pollPurge(id: string): number | null {
      const row = db.prepare('UPDATE purges SET polls = polls + 1 WHERE id = ? RETURNING polls').get(id)
      return row === undefined ? null : Number(row.polls) - 1
    },

    saveEvent: (event: StoredEvent) =>
      void upsertEvent.run(event.id, event.state, event.nextAttemptAt, JSON.stringify(event)),
    /** The pending event whose attempt is due first, null if none is pending. */
    nextEvent(): StoredEvent | null {
      const row = db
        .prepare("SELECT event FROM events WHERE state = 'pending' ORDER BY next_attempt_at, seq LIMIT 1")
        .get()
      return row === undefined ? null : JSON.parse(String(row.event))
    },
    events: (): StoredEvent[] =>
      db
        .prepare('SELECT event FROM events ORDER BY seq')
        .all()
        .map(row => JSON.parse(String(row.event))),
    forgetOldEvents: () =>
      void db
        .prepare("DELETE FROM events WHERE state <> 'pending' AND seq <= (SELECT max(seq) - ? FROM events)")
        .run(KEPT_EVENTS),
  }
}

/** The version that details and delivery show. */
export function currentVersion(file: FileRecord): FileVersion {
  const version = file.versions.find(({ id }) => id === file.currentVersionId)
  if (version === undefined) throw new Error(`File ${file.fileId} has no version ${file.currentVersionId}`)
  return version
}
