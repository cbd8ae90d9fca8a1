import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * A fault of one message from the driver to the database: `lose` cuts the connection before the message arrives,
 * `loseAnswer` cuts it after the command was carried out, `swallow` drops the message and keeps the connection open, and a
 * number delays it by as many milliseconds.
 */
export type Fault = 'lose' | 'loseAnswer' | 'swallow' | number

export interface FaultyNetwork {
  /** The address of the database through this network. */
  uri: string
  /** How many connections were opened so far, are open now, and were open at one time at most. */
  connections: { opened: number; open: number; most: number }
  /** Chooses the fault of a message by its command and the collection. No message has one until this is set. */
  onMessage: Decide
  /** Cuts every connection that is open. */
  cut(): void
  /** Keeps every open connection open, but passes nothing on, as after Lambda thaws a container. */
  blackHole(): void
  /** Refuses connections until `accept`. */
  refuse(): Promise<void>
  accept(): Promise<void>
  close(): Promise<void>
}

/** The collection is empty if the command is not about one. */
type Decide = (command: string, collection: string) => Fault | undefined

const HEADER_BYTES = 16
/** The offset of the command's name in an OP_MSG: after header, flags, kind, length and element type. */
const NAME_AT = HEADER_BYTES + 4 + 1 + 4 + 1
const OP_MSG = 2013

/** A TCP proxy in front of a database. A test chooses how and when it breaks. */
export async function openFaultyNetwork(mongodbUri: string): Promise<FaultyNetwork> {
  const target = new URL(mongodbUri)
  const [databaseHost, databasePort] = [target.hostname, Number(target.port)]
  const pairs = new Set<Pair>()
  const connections = { opened: 0, open: 0, most: 0 }
  let port = 0
  let server: Server | undefined

  const listen = () =>
    new Promise<void>((resolve, reject) => {
      const listener = createServer(near => {
        const pair = join(near, connect(databasePort, databaseHost), (...message) =>
          network.onMessage(...message),
        )
        pairs.add(pair)
        connections.opened += 1
        connections.open += 1
        connections.most = Math.max(connections.most, connections.open)
        near.once('close', () => {
          pairs.delete(pair)
          connections.open -= 1
        })
      })
      listener.once('error', reject)
      listener.listen(port, '127.0.0.1', () => {
        const address = listener.address()
        port = typeof address === 'object' && address ? address.port : port
        server = listener
        resolve()
      })
    })
  const cut = () => {
    for (const pair of pairs) pair.cut()
  }
  const refuse = async () => {
    const listener = server
    server = undefined
    if (!listener) return
    const closed = new Promise<void>(resolve => listener.close(() => resolve()))
    cut()
    await closed
  }

  const network: FaultyNetwork = {
    uri: '',
    connections,
    onMessage: () => undefined,
    cut,
    blackHole() {
      for (const pair of pairs) pair.blackHole()
    },
    refuse,
    accept: listen,
    close: refuse,
  }
  await listen()
  target.port = String(port)
  network.uri = target.href
  return network
}

interface Pair {
  cut(): void
  blackHole(): void
}

function join(near: Socket, far: Socket, decide: Decide): Pair {
  let received = Buffer.alloc(0)
  let isBlackHole = false
  let dropsAnswers = false
  const cut = () => {
    near.resetAndDestroy()
    far.destroy()
  }
  for (const socket of [near, far]) socket.setNoDelay(true).on('error', cut).on('close', cut)
  near.on('data', piece => {
    received = Buffer.concat([received, piece])
    // Only whole messages, because a fault is for one command, and a large one arrives in many pieces.
    while (received.length >= HEADER_BYTES && received.length >= received.readInt32LE(0)) {
      const message = received.subarray(0, received.readInt32LE(0))
      received = received.subarray(message.length)
      pass(message)
    }
  })
  far.on('data', piece => {
    if (dropsAnswers) cut()
    else if (!isBlackHole) near.write(piece)
  })
  return {
    cut,
    blackHole() {
      isBlackHole = true
    },
  }

  function pass(message: Buffer): void {
    if (isBlackHole) return
    const fault = decide(...commandOf(message))
    dropsAnswers = fault === 'loseAnswer'
    if (fault === 'swallow') isBlackHole = true
    else if (fault === 'lose') cut()
    else if (typeof fault === 'number') setTimeout(() => far.write(message), fault)
    else far.write(message)
  }
}

const STRING = 2

function commandOf(message: Buffer): [command: string, collection: string] {
  if (message.readInt32LE(12) !== OP_MSG) return ['', '']
  const end = message.indexOf(0, NAME_AT)
  const command = message.toString('latin1', NAME_AT, end)
  // The value of the first element: its length, then the text.
  const valueAt = end + 5
  const isText = message[NAME_AT - 1] === STRING
  return [command, isText ? message.toString('utf8', valueAt, message.indexOf(0, valueAt)) : '']
}
