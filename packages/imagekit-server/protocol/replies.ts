import { randomUUID } from 'node:crypto'

/** A run of bytes of a file on disk: `start` and `length` in bytes. */
export interface FileSlice {
  path: string
  start: number
  length: number
}

/**
 * An answer before it is sent. Handlers return it instead of writing to the socket, so that a fault on demand
 * can replace or cut an answer whose work has already been done.
 */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string | Uint8Array | FileSlice
}

const HELP = 'For support kindly contact us at support@imagekit.io .'

/** Thrown wherever a request is refused; becomes ImageKit's `{ message, help }` with this status. */
export class Refusal extends Error {
  readonly status: number
  readonly extra: Record<string, unknown>

  constructor(status: number, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.extra = extra
  }
}

/** Thrown where the client went away: there is nobody to answer. */
export class ClientGone extends Error {}

export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

export function refusalReply(refusal: Refusal): Reply {
  return jsonReply(refusal.status, { message: refusal.message, help: HELP, ...refusal.extra })
}

/** Delivery answers errors in plain text and names the cause in `ik-error`, as ImageKit's CDN does. */
export function deliveryError(status: number, text: string, code: string): Reply {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'ik-error': headerSafe(`${code} - ${text}`),
    },
    body: text,
  }
}

export function newRequestId(): string {
  return randomUUID()
}

/** What a client sent may end up in a header; anything but printable ASCII would make `writeHead` throw. */
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 300)
}
