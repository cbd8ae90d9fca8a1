import { Long, ObjectId } from 'bson'
import type { Document } from '../language/values/bson.ts'
import { isDocument } from '../language/values/bson.ts'
import { sessionTimeoutMinutes } from '../transactions/sessions.ts'
import { maxMessageSizeBytes } from '../wire/message.ts'
import { argumentsOf } from './arguments.ts'
import type { Client, Commands, Context, Server } from './context.ts'
import { largestDocument } from './modify.ts'
import { mostStatements } from './writes.ts'

export const replicaSet = 'rs0'

/** The version that this server follows. Drivers decide by it what they send. */
export const serverVersion = '8.0.0'
const maxWireVersion = 25

const processId = new ObjectId()

/** The topology never changes while the process lives. */
export const topologyVersion = { processId, counter: Long.ZERO }

export function helloReply(server: Server, client: Client, legacy: boolean): Document {
  const me = `${server.host}:${server.port}`
  const now = server.clock.now()
  return {
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    helloOk: true,
    topologyVersion,
    hosts: [me],
    setName: replicaSet,
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
    maxBsonObjectSize: largestDocument,
    maxMessageSizeBytes,
    maxWriteBatchSize: mostStatements,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: sessionTimeoutMinutes,
    connectionId: client.id,
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
  }
}

/** How long an awaitable hello waits in milliseconds. Nothing ever changes, so it always waits that long. */
export function awaitMilliseconds(command: Document): number | undefined {
  if (!isDocument(command['topologyVersion'])) return undefined
  return argumentsOf('hello', command).number('maxAwaitTimeMS')
}

/** Whether a command is a hello that is answered when the topology changes or its time is up. */
export function isAwaitedHello(name: string, command: Document): boolean {
  return Object.hasOwn(handshakeCommands, name) && awaitMilliseconds(command) !== undefined
}

/** Waits as long as an awaitable hello asks for, or until the client has gone. */
export async function awaitChange(command: Document, client: Client): Promise<void> {
  const milliseconds = awaitMilliseconds(command)
  const version = command['topologyVersion']
  if (milliseconds === undefined || !isDocument(version)) return
  if (!processId.equals(String(version['processId']))) return
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

const helloFields = [
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

async function hello(context: Context) {
  const metadata = context.command['client']
  if (isDocument(metadata) && isDocument(metadata['application'])) {
    const name = metadata['application']['name']
    if (typeof name === 'string') context.client.appName = name
  }
  await awaitChange(context.command, context.client)
  return { fields: helloReply(context.server, context.client, context.name !== 'hello') }
}

const command = { known: helloFields, run: hello }

export const handshakeCommands: Commands = { hello: command, isMaster: command, ismaster: command }
