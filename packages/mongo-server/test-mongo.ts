import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Collection, type Document, MongoClient, type MongoClientOptions } from 'mongodb'
import { type Document as Command, decode } from './language/values/bson.ts'
import { type Mongo, type MongoOptions, startMongo } from './server.ts'
import { requestMessage } from './wire/message.ts'

export interface TestMongo {
  mongo: Mongo
  client: MongoClient
  /** A collection of its own for each test. */
  collection(): Collection<Document>
  connect(options?: MongoClientOptions): Promise<MongoClient>
  stop(): Promise<void>
}

let collections = 0

export interface RawClient {
  socket: Socket
  /** Sends a command without a driver, and resolves to the answer. */
  send(command: Command): Promise<Command>
  sendBytes(message: Buffer): Promise<Buffer>
  close(): void
}

export async function startTestMongo(options: Partial<MongoOptions> = {}): Promise<TestMongo> {
  const mongo = await startMongo({ port: 0, dataDir: ':memory:', testCommands: true, ...options })
  const clients: MongoClient[] = []
  async function connectClient(clientOptions: MongoClientOptions = {}): Promise<MongoClient> {
    const client = await MongoClient.connect(mongo.uri, { serverSelectionTimeoutMS: 5000, ...clientOptions })
    clients.push(client)
    return client
  }
  const client = await connectClient()
  return {
    mongo,
    client,
    collection: () => client.db('test').collection(`c${++collections}`),
    connect: connectClient,
    async stop() {
      for (const each of clients) await each.close()
      await mongo.close()
    },
  }
}

/** A directory that is removed when it is disposed of. */
export function temporaryDirectory(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'mongo-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let received = Buffer.alloc(0)
  const waiting: ((message: Buffer) => void)[] = []
  const early: Buffer[] = []
  socket.on('data', piece => {
    received = Buffer.concat([received, piece])
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0)
      const message = received.subarray(0, length)
      received = received.subarray(length)
      const next = waiting.shift()
      if (next) next(message)
      else early.push(message)
    }
  })
  const nextMessage = () => {
    const message = early.shift()
    return message ? Promise.resolve(message) : new Promise<Buffer>(resolve => waiting.push(resolve))
  }
  let requestId = 0
  return {
    socket,
    async send(command) {
      socket.write(requestMessage(++requestId, command))
      return decode((await nextMessage()).subarray(21))
    },
    sendBytes(message) {
      if (message.length > 0) socket.write(message)
      return nextMessage()
    },
    close: () => socket.destroy(),
  }
}
