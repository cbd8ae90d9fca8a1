import type { Socket } from 'node:net'
import { encode } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import {
  MAX_MESSAGE_SIZE_BYTES,
  nextRequestId,
  OP_MSG,
  parseMessage,
  type Request,
  replyMessage,
} from './message.ts'

export interface Answer {
  bytes: Uint8Array
  /** Hang up instead of sending the answer. */
  closeConnection: boolean
  /** Ask for another answer to the same request after this one (a streaming hello). */
  repeat: boolean
}

/** What a connection needs from the server behind it. */
export interface Service {
  /** Answers one request. Must not reject. */
  answer(request: Request): Promise<Answer>
  closed(): void
  log(line: string): void
}

/** Serves one client: runs its commands one after another, and answers each before the next one runs. */
export function serveConnection(socket: Socket, service: Service): void {
  let queue = Promise.resolve()
  let closed = false

  function write(request: Request, reply: Uint8Array, responseTo: number, moreToCome: boolean): number {
    const requestId = nextRequestId()
    const message = replyMessage(reply, { opCode: request.opCode, responseTo, requestId, moreToCome })
    socket.cork()
    for (const part of message) socket.write(part)
    socket.uncork()
    return requestId
  }

  async function answer(message: Buffer): Promise<void> {
    let request: Request
    try {
      request = parseMessage(message)
    } catch (error) {
      const failed = error instanceof MongoError ? error : new MongoError('ProtocolError', String(error))
      const reply = { ok: 0, errmsg: failed.errmsg, code: failed.code, codeName: failed.codeName }
      const to = { opCode: OP_MSG, responseTo: message.readInt32LE(4), requestId: nextRequestId() }
      for (const part of replyMessage(encode(reply), { ...to, moreToCome: false })) socket.write(part)
      socket.end()
      return
    }
    let responseTo = request.requestId
    for (;;) {
      if (closed) return
      const { bytes, closeConnection, repeat } = await service.answer(request)
      if (closeConnection) {
        socket.destroy()
        return
      }
      if (closed || request.moreToCome) return
      responseTo = write(request, bytes, responseTo, repeat)
      if (!repeat) return
    }
  }

  const read = messageReader(message => {
    queue = queue
      .then(() => answer(message))
      .catch(error => {
        service.log(String(error))
        socket.destroy()
      })
  })

  socket.setNoDelay(true)
  socket.on('data', piece => {
    try {
      read(piece)
    } catch (error) {
      service.log(String(error))
      socket.destroy()
    }
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    closed = true
    service.closed()
  })
}

/** Cuts the byte stream into whole messages. The pieces of a large message are joined once. */
function messageReader(onMessage: (message: Buffer) => void): (piece: Buffer) => void {
  let pieces: Buffer[] = []
  let gathered = 0
  let wanted = 4
  return piece => {
    pieces.push(piece)
    gathered += piece.length
    while (gathered >= wanted) {
      let bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, gathered)
      pieces = []
      while (bytes.length >= 4) {
        const length = bytes.readInt32LE(0)
        if (length < 16 || length > MAX_MESSAGE_SIZE_BYTES + 16384) {
          throw new MongoError('ProtocolError', `a message of ${length} bytes is not possible`)
        }
        wanted = length
        if (bytes.length < length) break
        onMessage(bytes.subarray(0, length))
        bytes = bytes.subarray(length)
        wanted = 4
      }
      if (bytes.length > 0) pieces.push(bytes)
      gathered = bytes.length
      if (gathered < wanted) return
    }
  }
}
