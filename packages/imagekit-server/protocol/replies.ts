const HELP = 'For support kindly contact us at support@imagekit.io .'

/** Thrown to refuse a request. It becomes ImageKit's `{ message, help }` with this status. */
export class Refusal extends Error {
  readonly status: number
  readonly extra: Record<string, unknown>

  constructor(status: number, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.extra = extra
  }
}

export function refusalResponse({ status, message, extra }: Refusal): Response {
  return Response.json({ message, help: HELP, ...extra }, { status })
}

/** Delivery reports errors in plain text and names the cause in `ik-error`, as ImageKit's CDN does. */
export function deliveryError(status: number, text: string, code: string): Response {
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'ik-error': headerSafe(`${code} - ${text}`),
    },
  })
}

/** Parts of a request can end up in a header, and a header takes only printable ASCII. */
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 300)
}
