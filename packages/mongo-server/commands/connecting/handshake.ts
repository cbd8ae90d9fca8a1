import { Long, ObjectId } from 'bson'
import { type Document, isDocument } from '../../language/values/bson.ts'
import { SESSION_TIMEOUT_MINUTES } from '../../transactions/sessions.ts'
import { MAX_MESSAGE_SIZE_BYTES } from '../../wire/message.ts'
import { argumentsOf } from '../context/arguments.ts'
import type { Client, Commands, Context, Server } from '../context/context.ts'
import { LARGEST_DOCUMENT, MOST_STATEMENTS } from '../context/limits.ts'

export const REPLICA_SET = 'rs0'

/** The version that this server follows. Drivers decide by it what they send. */
export const SERVER_VERSION = '8.0.0'
const MAX_WIRE_VERSION = 25

const PROCESS_ID = new ObjectId()

/** The topology never changes while the process lives. */
const TOPOLOGY_VERSION = { processId: PROCESS_ID, counter: Long.ZERO }

const HELLO_FIELDS = [
  'hello',
  'isMaster',
  'ismaster',
  'helloOk',
  'client',
  'compression',
  'topologyVersion',
  'maxAwaitTimeMS',
  'loadBalanced',
  'speculativeAuthenticate',
  'saslSupportedMechs',
  'backpressure',
  'forShell',
]

const command = { known: HELLO_FIELDS, run: hello }

export const handshakeCommands: Commands = { hello: command, isMaster: command, ismaster: command }

/** Whether a command is a hello that is answered when the topology changes or its time is up. */
export function isAwaitedHello(name: string, command: Document): boolean {
  return Object.hasOwn(handshakeCommands, name) && awaitMilliseconds(command) !== undefined
}

function helloReply(server: Server, client: Client, legacy: boolean): Document {
  const me = `${server.host}:${server.port}`
  const now = server.clock.now()
  return {
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    helloOk: true,
    topologyVersion: TOPOLOGY_VERSION,
    hosts: [me],
    setName: REPLICA_SET,
    setVersion: 1,
    electionId: new ObjectId('7fffffff0000000000000001'),
    secondary: false,
    primary: me,
    me,
    lastWrite: {
      opTime: { ts: now, t: Long.ONE },
      lastWriteDate: new Date(now.t * 1000),
      majorityOpTime: { ts: now, t: Long.ONE },
      majorityWriteDate: new Date(now.t * 1000),
    },
    maxBsonObjectSize: LARGEST_DOCUMENT,
    maxMessageSizeBytes: MAX_MESSAGE_SIZE_BYTES,
    maxWriteBatchSize: MOST_STATEMENTS,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: client.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  }
}

/** How long an awaitable hello waits in milliseconds. Nothing ever changes, so it always waits that long. */
function awaitMilliseconds(command: Document): number | undefined {
  if (!isDocument(command['topologyVersion'])) return undefined
  return argumentsOf('hello', command).number('maxAwaitTimeMS')
}

/** Waits as long as an awaitable hello asks for, or until the client has gone. */
async function awaitChange(command: Document, client: Client): Promise<void> {
  const milliseconds = awaitMilliseconds(command)
  const version = command['topologyVersion']
  if (milliseconds === undefined || !isDocument(version)) return
  if (!PROCESS_ID.equals(String(version['processId']))) return
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, milliseconds)
    timer.unref()
    function done(): void {
      clearTimeout(timer)
      client.gone.removeEventListener('abort', done)
      resolve()
    }
    client.gone.addEventListener('abort', done)
  })
}

async function hello(context: Context) {
  const metadata = context.command['client']
  if (isDocument(metadata) && isDocument(metadata['application'])) {
    const name = metadata['application']['name']
    if (typeof name === 'string') context.client.appName = name
  }
  await awaitChange(context.command, context.client)
  return { fields: helloReply(context.server, context.client, context.name !== 'hello') }
}
