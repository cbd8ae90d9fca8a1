import {
  type AbstractCursor,
  type ChangeStream,
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  GridFSBucket,
  type MongoClient,
} from 'mongodb'
import { type Observation, observedClient } from './observation.ts'
import { NotSupported } from './verdicts.ts'

/** What a test works with, by the names that it gives. */
export type Entity =
  | { kind: 'client'; of: MongoClient; observation: Observation }
  | { kind: 'database'; of: Db }
  | { kind: 'collection'; of: Collection<Document> }
  | { kind: 'session'; of: ClientSession; lsid: unknown; client: MongoClient }
  | { kind: 'bucket'; of: GridFSBucket }
  | { kind: 'cursor'; of: AbstractCursor<Document> }
  | { kind: 'changeStream'; of: ChangeStream<Document> }
  | { kind: 'value'; of: unknown }

type Kind = Entity['kind']

export interface EntityMap {
  /** The runner's own client, whose commands no test observes. */
  runner: MongoClient
  get(name: unknown): Entity
  /** The entity if it is of the kind. Throws `NotSupported` otherwise. */
  find<K extends Kind>(kind: K, name: unknown): Extract<Entity, { kind: K }>
  set(name: string, entity: Entity): void
  /** Makes entities from their descriptions in a test. */
  create(described: Document[]): Promise<void>
  close(): Promise<void>
}

/** No entities yet. The clients will connect to `uri`; `runner` is the client of the runner itself. */
export function emptyEntities(uri: string, runner: MongoClient): EntityMap {
  const entities = new Map<string, Entity>()
  const map: EntityMap = {
    runner,
    get(name) {
      const entity = entities.get(String(name))
      if (!entity) throw new NotSupported(`the entity ${String(name)}`)
      return entity
    },
    find(kind, name) {
      const entity = map.get(name)
      if (isOfKind(entity, kind)) return entity
      throw new NotSupported(`the ${entity.kind} ${String(name)} as a ${kind}`)
    },
    set: (name, entity) => void entities.set(name, entity),
    async create(described) {
      for (const each of described) {
        for (const [kind, options] of Object.entries(each))
          entities.set(String(options['id']), await createEntity(uri, map, kind, options))
      }
    },
    async close() {
      for (const entity of entities.values()) {
        if (entity.kind === 'cursor' || entity.kind === 'changeStream') await entity.of.close()
        if (entity.kind === 'session' && !entity.of.hasEnded) await entity.of.endSession()
      }
      for (const entity of entities.values()) if (entity.kind === 'client') await entity.of.close()
    },
  }
  return map
}

async function createEntity(
  uri: string,
  entities: EntityMap,
  kind: string,
  options: Document,
): Promise<Entity> {
  switch (kind) {
    case 'client': {
      const { client, observation } = observedClient(uri, options)
      // Kept before it connects, so that it is closed in any case.
      entities.set(String(options['id']), { kind, of: client, observation })
      await client.connect()
      return { kind, of: client, observation }
    }
    case 'database': {
      const client = entities.find('client', options['client'])
      return { kind, of: client.of.db(options['databaseName'], options['databaseOptions']) }
    }
    case 'collection': {
      const database = entities.find('database', options['database'])
      return {
        kind,
        of: database.of.collection<Document>(options['collectionName'], options['collectionOptions']),
      }
    }
    case 'bucket': {
      const database = entities.find('database', options['database'])
      return { kind, of: new GridFSBucket(database.of, options['bucketOptions']) }
    }
    case 'session': {
      const client = entities.find('client', options['client'])
      const session = client.of.startSession(sessionOptions(entities, options['sessionOptions']))
      // Kept apart because a session forgets its id when it ends.
      return { kind, of: session, lsid: session.id, client: client.of }
    }
    default:
      throw new NotSupported(`entities of the kind ${kind}`)
  }
}

/** The snapshot time of a session is the name of a value that an earlier operation has saved. */
function sessionOptions(entities: EntityMap, options: Document = {}): Document {
  if (typeof options['snapshotTime'] !== 'string') return options
  return { ...options, snapshotTime: entities.find('value', options['snapshotTime']).of }
}

function isOfKind<K extends Kind>(entity: Entity, kind: K): entity is Extract<Entity, { kind: K }> {
  return entity.kind === kind
}
