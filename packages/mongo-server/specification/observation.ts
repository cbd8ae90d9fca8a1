import { type Document, MongoClient, type MongoClientOptions } from 'mongodb'
import { NotRequired, NotSupported } from './verdicts.ts'

export interface SeenEvent {
  /** The kind that a test asks for: `command`, `cmap` (connections) or `sdam` (topology). */
  kind: string
  /** The name in the format: `commandStartedEvent`. */
  type: string
  event: Document
}

export interface SeenLog {
  level: string
  component: string
  data: Document
}

/** What a client has done so far. */
export interface Observation {
  events: SeenEvent[]
  logs: SeenLog[]
  /** Resolves when `isEnough` holds, now or after one of the next events; rejects after ten seconds. */
  waitFor(isEnough: () => boolean): Promise<void>
}

const CLIENT_FIELDS = new Set([
  'id',
  'uriOptions',
  // There is one server, whatever a test of a sharded cluster asks for.
  'useMultipleMongoses',
  'observeEvents',
  'ignoreCommandMonitoringEvents',
  'observeSensitiveCommands',
  'observeLogMessages',
  'serverApi',
])

/** The driver's name for each event of the format, by kind. */
const EVENT_NAMES: Record<string, Record<string, string>> = {
  command: {
    commandStartedEvent: 'commandStarted',
    commandSucceededEvent: 'commandSucceeded',
    commandFailedEvent: 'commandFailed',
  },
  cmap: {
    poolCreatedEvent: 'connectionPoolCreated',
    poolReadyEvent: 'connectionPoolReady',
    poolClearedEvent: 'connectionPoolCleared',
    poolClosedEvent: 'connectionPoolClosed',
    connectionCreatedEvent: 'connectionCreated',
    connectionReadyEvent: 'connectionReady',
    connectionClosedEvent: 'connectionClosed',
    connectionCheckOutStartedEvent: 'connectionCheckOutStarted',
    connectionCheckOutFailedEvent: 'connectionCheckOutFailed',
    connectionCheckedOutEvent: 'connectionCheckedOut',
    connectionCheckedInEvent: 'connectionCheckedIn',
  },
  sdam: {
    serverDescriptionChangedEvent: 'serverDescriptionChanged',
    topologyDescriptionChangedEvent: 'topologyDescriptionChanged',
    topologyOpeningEvent: 'topologyOpening',
    topologyClosedEvent: 'topologyClosed',
    serverHeartbeatStartedEvent: 'serverHeartbeatStarted',
    serverHeartbeatSucceededEvent: 'serverHeartbeatSucceeded',
    serverHeartbeatFailedEvent: 'serverHeartbeatFailed',
  },
}

const SENSITIVE_COMMANDS = new Set([
  'authenticate',
  'saslStart',
  'saslContinue',
  'getnonce',
  'createUser',
  'updateUser',
  'copydbgetnonce',
  'copydbsaslstart',
  'copydb',
])

const HELLO_COMMANDS = new Set(['hello', 'isMaster', 'ismaster'])

const PATIENCE_MILLISECONDS = 10_000

/** A client as a test describes it, which is not connected yet, and the record of what it does. */
export function observedClient(
  uri: string,
  described: Document,
): { client: MongoClient; observation: Observation } {
  for (const field of Object.keys(described))
    if (!CLIENT_FIELDS.has(field)) throw new NotSupported(`the field ${field} of a client`)
  if (described['uriOptions']?.readPreference?.startsWith('secondary'))
    throw new NotRequired('it reads from a secondary, and this set has one member')
  const logs: SeenLog[] = []
  const client = new MongoClient(uri, {
    monitorCommands: true,
    serverSelectionTimeoutMS: 5000,
    ...described['uriOptions'],
    ...(described['serverApi'] ? { serverApi: described['serverApi'] } : {}),
    ...(described['observeLogMessages'] ? logOptions(described['observeLogMessages'], logs) : {}),
  })
  return { client, observation: { logs, ...observedEvents(client, described) } }
}

function logOptions(components: Record<string, string>, logs: SeenLog[]): MongoClientOptions {
  return {
    mongodbLogComponentSeverities: components,
    mongodbLogMaxDocumentLength: 1_000_000,
    mongodbLogPath: {
      write({ s: level, c: component, t: _, ...data }) {
        logs.push({ level, component, data })
      },
    },
  }
}

function observedEvents(client: MongoClient, described: Document): Omit<Observation, 'logs'> {
  const wanted: string[] = described['observeEvents'] ?? []
  const ignored = new Set<string>([
    'configureFailPoint',
    ...(described['ignoreCommandMonitoringEvents'] ?? []),
  ])
  const showsSensitive = described['observeSensitiveCommands'] === true
  const events: SeenEvent[] = []
  const waiting = new Set<() => void>()
  for (const type of wanted) {
    const [kind, names] = Object.entries(EVENT_NAMES).find(([, each]) => each[type]) ?? []
    const name = names?.[type]
    if (!kind || !name) throw new NotSupported(`events of the type ${type}`)
    // The type of `on` knows its event names one by one only.
    const emitter: NodeJS.EventEmitter = client
    emitter.on(name, (event: Document) => {
      if (kind === 'command' && ignored.has(event['commandName'])) return
      if (kind === 'command' && !showsSensitive && isRedacted(event)) return
      events.push({ kind, type, event: asSent(event) })
      for (const check of waiting) check()
    })
  }
  return {
    events,
    async waitFor(isEnough) {
      if (isEnough()) return
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const timer = setTimeout(() => reject(new Error('the event did not come')), PATIENCE_MILLISECONDS)
      const check = () => isEnough() && resolve()
      waiting.add(check)
      try {
        await promise
      } finally {
        clearTimeout(timer)
        waiting.delete(check)
      }
    },
  }
}

/** The driver changes the read concern of a command that it has already sent. */
function asSent(event: Document): Document {
  const readConcern = event['command']?.readConcern
  return readConcern ? { ...event, command: { ...event['command'], readConcern: { ...readConcern } } } : event
}

/** A hello is sensitive only if it authenticates, and then the driver has emptied its event. */
function isRedacted({ commandName, command, reply }: Document): boolean {
  if (SENSITIVE_COMMANDS.has(commandName)) return true
  return HELLO_COMMANDS.has(commandName) && Object.keys(command ?? reply ?? {}).length === 0
}
