import { randomBytes } from 'node:crypto'
import { Long } from 'bson'
import { encode } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { rawArray, withRawFields } from '../../language/values/raw.ts'
import type { Step } from '../../query/scan.ts'
import { apiParametersOf, assertApiOfCursor } from '../connecting/stable-api.ts'
import type { Context, Reply } from '../context/context.ts'
import type { Cursor } from '../context/open-cursors.ts'
import { pull } from '../context/turns.ts'

const LARGEST_BATCH_BYTES = 16 * 1024 * 1024

/** Answers with the first batch of a new cursor. The cursor stays open on the server if there is more. */
export async function openCursor(
  context: Context,
  namespace: string,
  rows: Iterable<Step<Uint8Array>>,
  options: { batchSize?: number | undefined; singleBatch?: boolean; noTimeout?: boolean; limit?: number },
): Promise<Reply> {
  const cursor: Cursor = {
    id: newId(),
    namespace,
    source: rows[Symbol.iterator](),
    held: undefined,
    session: context.session,
    transaction: context.transaction,
    api: apiParametersOf(context.command),
    lastUse: Date.now(),
    timeLeft: null,
    noTimeout: options.noTimeout ?? false,
    busy: false,
  }
  const size = options.batchSize ?? 101
  const first: { batch: Uint8Array[]; exhausted: boolean } =
    size === 0 ? { batch: [], exhausted: false } : await nextBatch(context, cursor, size)
  const { batch } = first
  // If this batch reaches the limit there is nothing more, although the source has not been asked again.
  const done = first.exhausted || options.singleBatch || (options.limit && batch.length >= options.limit)
  keepTime(context, cursor)
  if (!done) context.server.cursors.open.set(cursor.id, cursor)
  return cursorReply('firstBatch', batch, done ? '0' : cursor.id, namespace)
}

export async function continueCursor(context: Context): Promise<Reply> {
  const { cursors } = context.server
  const id = String(context.command['getMore'])
  const namespace = `${context.database}.${context.arguments.requiredString('collection')}`
  const cursor = cursors.open.get(id)
  if (!cursor) throw new MongoError('CursorNotFound', `cursor id ${id} not found`)
  if (cursor.namespace !== namespace) {
    throw new MongoError(
      'Unauthorized',
      `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
    )
  }
  assertApiOfCursor(context, cursor.api)
  if (cursor.session !== undefined && cursor.session !== context.session) {
    throw new MongoError(50738, `Cannot run getMore on cursor ${id}, which was created in another session`)
  }
  if (cursor.transaction !== context.transaction) {
    throw new MongoError(
      50740,
      `Cannot run getMore on cursor ${id} outside of the transaction that opened it`,
    )
  }
  if (cursor.busy) throw new MongoError(12051, `cursor id ${id} is already in use`)
  if (context.command['maxTimeMS'] !== undefined) {
    throw new MongoError('BadValue', 'cannot set maxTimeMS on getMore command for a non-awaitData cursor')
  }
  cursor.busy = true
  if (cursor.timeLeft !== null) context.deadline = performance.now() + cursor.timeLeft
  try {
    const size = context.arguments.nonNegative('batchSize') || Number.POSITIVE_INFINITY
    const { batch, exhausted } = await nextBatch(context, cursor, size)
    if (exhausted) cursors.open.delete(id)
    return cursorReply('nextBatch', batch, exhausted ? '0' : id, namespace)
  } catch (error) {
    cursors.open.delete(id)
    throw error
  } finally {
    cursor.busy = false
    keepTime(context, cursor)
    cursor.lastUse = Date.now()
  }
}

export function killCursors(context: Context): Reply {
  const { cursors } = context.server
  const wanted = context.command['cursors']
  if (!Array.isArray(wanted)) throw new MongoError('TypeMismatch', "'cursors' must be an array")
  const killed: Long[] = []
  const notFound: Long[] = []
  for (const each of wanted) {
    const id = String(each)
    if (cursors.open.delete(id)) killed.push(Long.fromString(id))
    else notFound.push(Long.fromString(id))
  }
  return {
    fields: { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] },
  }
}

function newId(): string {
  return (randomBytes(8).readBigUInt64LE() & 0x7fffffffffffffffn).toString()
}

function cursorReply(batchName: string, batch: Uint8Array[], id: string, namespace: string): Reply {
  const cursor = withRawFields(
    [{ name: batchName, type: 4, value: rawArray(batch) }],
    encode({ id: Long.fromString(id), ns: namespace }),
  )
  return { fields: {}, raw: [{ name: 'cursor', type: 3, value: cursor }] }
}

async function nextBatch(
  context: Context,
  cursor: Cursor,
  size: number,
): Promise<{ batch: Uint8Array[]; exhausted: boolean }> {
  const batch: Uint8Array[] = []
  let bytes = 0
  if (cursor.held) {
    batch.push(cursor.held)
    bytes = cursor.held.length
    cursor.held = undefined
  }
  if (batch.length >= size) return { batch, exhausted: false }
  const state = await pull(context, cursor.source, row => {
    if (batch.length > 0 && bytes + row.length > LARGEST_BATCH_BYTES) {
      cursor.held = row
      return false
    }
    batch.push(row)
    bytes += row.length
    return batch.length < size
  })
  return { batch, exhausted: state === 'exhausted' }
}

function keepTime(context: Context, cursor: Cursor): void {
  cursor.timeLeft = context.deadline === undefined ? null : context.deadline - performance.now()
}
