import { randomUUID } from 'node:crypto'
import { UUID } from 'bson'
import { type Document, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { SESSION_TIMEOUT_MINUTES } from '../../transactions/sessions.ts'
import { uuidOf } from '../context/arguments.ts'
import type { Command, Commands, Context } from '../context/context.ts'

export const sessionCommands: Commands = {
  startSession: {
    known: [],
    run: ({ server }) => {
      const id = new UUID(randomUUID())
      server.sessions.use(Buffer.from(id.buffer))
      return { fields: { id: { id }, timeoutMinutes: SESSION_TIMEOUT_MINUTES } }
    },
  },
  endSessions: { known: [], run: endThem },
  killSessions: { known: [], run: endThem },
  refreshSessions: {
    known: [],
    run(context) {
      for (const id of sessionIds(context)) context.server.sessions.use(id)
      return { fields: {} }
    },
  },
  killAllSessions: {
    known: [],
    run({ server }) {
      server.sessions.endAll()
      server.cursors.open.clear()
      return { fields: {} }
    },
  },
  commitTransaction: ending((id, number, { server }) => server.sessions.commit(id, number)),
  abortTransaction: ending((id, number, { server }) => server.sessions.abort(id, number)),
}

function sessionIds(context: Context): Buffer[] {
  const given: unknown = context.command[context.name]
  if (!Array.isArray(given))
    throw new MongoError('TypeMismatch', `'${context.name}' must be an array of sessions`)
  return given.map(each => {
    const id = isDocument(each) ? uuidOf(each['id']) : undefined
    if (!id) throw new MongoError('TypeMismatch', `'${context.name}.id' must be a UUID`)
    return id
  })
}

function endThem(context: Context): { fields: Document } {
  for (const id of sessionIds(context)) {
    context.server.sessions.end(id)
    context.server.cursors.closeSession(id.toString('hex'))
  }
  return { fields: {} }
}

function ending(run: (id: Buffer, number: number, context: Context) => void): Command {
  return {
    known: ['recoveryToken', 'coordinator'],
    adminOnly: true,
    inTransaction: true,
    run(context) {
      const { lsid } = context.command
      const id = isDocument(lsid) ? uuidOf(lsid['id']) : undefined
      const number = numberOf(context.command['txnNumber'])
      if (!id || number === undefined || context.command['autocommit'] !== false) {
        throw new MongoError('InvalidOptions', `${context.name} must be run within a transaction`)
      }
      run(id, number, context)
      return { fields: {} }
    },
  }
}
