import {
  type ClientSession,
  Collection,
  type CommandFailedEvent,
  type CommandStartedEvent,
  type CommandSucceededEvent,
  Db,
  type Document,
  type FindCursor,
  MongoClient,
} from 'mongodb'
import { Unsupported } from './format.ts'

export type CommandEvent =
  | { type: 'commandStartedEvent'; event: CommandStartedEvent }
  | { type: 'commandSucceededEvent'; event: CommandSucceededEvent }
  | { type: 'commandFailedEvent'; event: CommandFailedEvent }

export type Entity =
  | MongoClient
  | Db
  | Collection<Document>
  | ClientSession
  | FindCursor<Document>
  | { value: unknown }

export type EntityMap = {
  get(name: string): Entity
  set(name: string, entity: Entity): void
  events(client: string): CommandEvent[]
  session(name: unknown): ClientSession
  /** The `lsid` of a session, which stays known after it has ended. */
  lsid(name: string): unknown
  close(): Promise<void>
}

const sensitive = new Set([
  'saslStart',
  'saslContinue',
  'authenticate',
  'getnonce',
  'createUser',
  'hello',
  'isMaster',
  'ismaster',
])

function observed(client: MongoClient, wanted: string[], ignored: Set<string>): CommandEvent[] {
  const events: CommandEvent[] = []
  const seen = (name: string) => !sensitive.has(name) && !ignored.has(name)
  if (wanted.includes('commandStartedEvent')) {
    client.on('commandStarted', event => {
      if (seen(event.commandName)) events.push({ type: 'commandStartedEvent', event })
    })
  }
  if (wanted.includes('commandSucceededEvent')) {
    client.on('commandSucceeded', event => {
      if (seen(event.commandName)) events.push({ type: 'commandSucceededEvent', event })
    })
  }
  if (wanted.includes('commandFailedEvent')) {
    client.on('commandFailed', event => {
      if (seen(event.commandName)) events.push({ type: 'commandFailedEvent', event })
    })
  }
  return events
}

function isSession(entity: Entity | undefined): entity is ClientSession {
  return entity !== undefined && 'startTransaction' in entity && 'hasEnded' in entity
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Makes what a test works with: clients that record their commands, and what belongs to them. */
export async function createEntities(uri: string, specified: Document[]): Promise<EntityMap> {
  const entities = new Map<string, Entity>()
  const events = new Map<string, CommandEvent[]>()
  const lsids = new Map<string, unknown>()
  const clients: MongoClient[] = []

  async function create(kind: string, options: Document): Promise<void> {
    const id = String(options['id'])
    if (kind === 'client') {
      const ignored = new Set(['configureFailPoint', ...strings(options['ignoreCommandMonitoringEvents'])])
      const client = new MongoClient(uri, {
        monitorCommands: true,
        serverSelectionTimeoutMS: 5000,
        ...options['uriOptions'],
      })
      events.set(id, observed(client, strings(options['observeEvents']), ignored))
      clients.push(client)
      await client.connect()
      entities.set(id, client)
    } else if (kind === 'database') {
      const client = entities.get(options['client'])
      if (client instanceof MongoClient)
        entities.set(id, client.db(options['databaseName'], options['databaseOptions']))
    } else if (kind === 'collection') {
      const database = entities.get(options['database'])
      if (database instanceof Db) {
        entities.set(id, database.collection(options['collectionName'], options['collectionOptions']))
      }
    } else if (kind === 'session') {
      const client = entities.get(options['client'])
      if (client instanceof MongoClient) {
        const session = client.startSession(options['sessionOptions'])
        entities.set(id, session)
        lsids.set(id, session.id)
      }
    } else throw new Unsupported(`entities of the kind ${kind}`)
  }

  async function close(): Promise<void> {
    for (const entity of entities.values())
      if (isSession(entity) && !entity.hasEnded) await entity.endSession()
    for (const client of clients) await client.close()
  }

  const map: EntityMap = {
    get(name) {
      const entity = entities.get(name)
      if (!entity) throw new Unsupported(`the entity ${name}`)
      return entity
    },
    set: (name, entity) => void entities.set(name, entity),
    events: client => events.get(client) ?? [],
    session(name) {
      const entity = entities.get(String(name))
      if (isSession(entity)) return entity
      throw new Unsupported(`the session ${String(name)}`)
    },
    lsid: name => lsids.get(name),
    close,
  }
  try {
    for (const each of specified) {
      for (const [kind, options] of Object.entries(each)) await create(kind, options)
    }
  } catch (error) {
    await close()
    throw error
  }
  return map
}

export { Collection, Db, isSession, MongoClient }
