import { type Document, decode, encode } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { crc32c } from './crc32c.ts'

const OP_REPLY = 1
export const OP_QUERY = 2004
export const OP_COMPRESSED = 2012
export const OP_MSG = 2013

export const MAX_MESSAGE_SIZE_BYTES = 48_000_000

const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
const EXHAUST_ALLOWED = 1 << 16

export interface Request {
  requestId: number
  opCode: number
  /** The command as its body has it. The document sequences are in `sequences`. */
  command: Document
  body: Uint8Array
  sequences: Map<string, Uint8Array[]>
  /** The client does not wait for an answer (unacknowledged writes). */
  moreToCome: boolean
  exhaustAllowed: boolean
  /** The length of the whole message. */
  messageBytes: number
}

let lastRequestId = 0

export function nextRequestId(): number {
  lastRequestId = (lastRequestId + 1) & 0x7fffffff
  return lastRequestId
}

/** Reads one whole message. Throws `MongoError` if it is malformed or of an unsupported kind. */
export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4)
  const opCode = message.readInt32LE(12)
  if (opCode === OP_MSG) return parseMsg(requestId, message)
  if (opCode === OP_QUERY) return parseQuery(requestId, message)
  if (opCode === OP_COMPRESSED) throw new MongoError('ProtocolError', 'compression was not negotiated')
  throw new MongoError('ProtocolError', `opcode ${opCode} is not supported`)
}

/** The answer to `request`: an OP_MSG, or an OP_REPLY to the legacy handshake. */
export function replyMessage(
  reply: Uint8Array,
  to: { opCode: number; responseTo: number; requestId: number; moreToCome: boolean },
): Buffer[] {
  const body = Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength)
  if (to.opCode === OP_QUERY) {
    const head = header(body.length, to.requestId, to.responseTo, OP_REPLY, 20)
    head.writeInt32LE(8, 16)
    head.writeInt32LE(1, 32)
    return [head, body]
  }
  const head = header(body.length, to.requestId, to.responseTo, OP_MSG, 5)
  head.writeUInt32LE(to.moreToCome ? MORE_TO_COME : 0, 16)
  return [head, body]
}

/** An OP_MSG as a client sends it, for tests that speak to the server without the driver. */
export function requestMessage(requestId: number, command: Document): Buffer {
  const body = encode(command)
  return Buffer.concat([header(body.length, requestId, 0, OP_MSG, 5), body])
}

function documentAt(bytes: Buffer, at: number): Buffer {
  const length = at + 4 <= bytes.length ? bytes.readInt32LE(at) : -1
  if (length < 5 || at + length > bytes.length) {
    throw new MongoError('InvalidBSON', 'a document runs past the end of its message')
  }
  return bytes.subarray(at, at + length)
}

function parseSequence(section: Buffer): { name: string; documents: Uint8Array[] } {
  const nameEnd = section.indexOf(0, 4)
  if (nameEnd < 0) throw new MongoError('ProtocolError', 'a document sequence has no name')
  const documents: Uint8Array[] = []
  for (let at = nameEnd + 1; at < section.length; ) {
    const document = documentAt(section, at)
    documents.push(document)
    at += document.length
  }
  return { name: section.toString('utf8', 4, nameEnd), documents }
}

function parseMsg(requestId: number, message: Buffer): Request {
  const flags = message.readUInt32LE(16)
  if ((flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) {
    throw new MongoError('ProtocolError', 'OP_MSG carries an unknown required flag')
  }
  let end = message.length
  if (flags & CHECKSUM_PRESENT) {
    end -= 4
    if (crc32c(message.subarray(0, end)) !== message.readUInt32LE(end)) {
      throw new MongoError('ProtocolError', 'OP_MSG checksum does not match contents')
    }
  }
  let body: Buffer | undefined
  const sequences = new Map<string, Uint8Array[]>()
  for (let at = 20; at < end; ) {
    const kind = message[at]
    if (kind === 0) {
      if (body) throw new MongoError('ProtocolError', 'OP_MSG has two bodies')
      body = documentAt(message, at + 1)
      at += 1 + body.length
    } else if (kind === 1) {
      const size = message.readInt32LE(at + 1)
      if (size < 5 || at + 1 + size > end) throw new MongoError('ProtocolError', 'a section is too long')
      const { name, documents } = parseSequence(message.subarray(at + 1, at + 1 + size))
      sequences.set(name, documents)
      at += 1 + size
    } else {
      throw new MongoError('ProtocolError', `OP_MSG has a section of unknown kind ${kind}`)
    }
  }
  if (!body) throw new MongoError('ProtocolError', 'OP_MSG has no body')
  return {
    requestId,
    opCode: OP_MSG,
    command: decode(body),
    body,
    sequences,
    moreToCome: (flags & MORE_TO_COME) !== 0,
    exhaustAllowed: (flags & EXHAUST_ALLOWED) !== 0,
    messageBytes: message.length,
  }
}

function parseQuery(requestId: number, message: Buffer): Request {
  const nameEnd = message.indexOf(0, 20)
  const namespace = message.toString('utf8', 20, nameEnd)
  const body = documentAt(message, nameEnd + 9)
  if (!namespace.endsWith('.$cmd')) {
    throw new MongoError('ProtocolError', 'OP_QUERY is no longer supported, except for the handshake')
  }
  const command = decode(body)
  return {
    requestId,
    opCode: OP_QUERY,
    command: { ...command, $db: namespace.slice(0, -'.$cmd'.length) },
    body,
    sequences: new Map(),
    moreToCome: false,
    exhaustAllowed: false,
    messageBytes: message.length,
  }
}

function header(
  length: number,
  requestId: number,
  responseTo: number,
  opCode: number,
  extra: number,
): Buffer {
  const bytes = Buffer.alloc(16 + extra)
  bytes.writeInt32LE(length + bytes.length, 0)
  bytes.writeInt32LE(requestId, 4)
  bytes.writeInt32LE(responseTo, 8)
  bytes.writeInt32LE(opCode, 12)
  return bytes
}
