import { brotliCompressSync, constants, gunzipSync, gzipSync } from 'node:zlib'
import Negotiator from 'negotiator'
import type { HttpEvent, HttpResponse } from '#shared/http/call.ts'
import type { Packed } from '#shared/http/endpoint.ts'

export type Coding = 'br' | 'gzip' | 'identity'

/** What is sent, and the headers that say how to read it. */
export type Content = Pick<HttpResponse, 'body' | 'isBase64Encoded'> & Partial<Pick<HttpResponse, 'headers'>>

/** A shorter answer is one packet in any case. */
const SHORTEST_BYTES = 1_024

const COMPRESS = {
  // From 4 on, a page of 20 reels takes twice as long and becomes 5 % shorter.
  br: (body: string) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body: string) => gzipSync(body),
}

/** What an answer can be packed in. The shortest is first. */
const PACKED = ['br', 'gzip'] as const

/** The first of these codings that the caller accepts; `identity` if the caller names none. RFC 9110 section 12.5.3. */
export function codingFor(headers: HttpEvent['headers'], available: readonly Coding[]): Coding {
  const accepted = new Negotiator({ headers }).encodings([...available])
  return available.find(coding => accepted.includes(coding)) ?? 'identity'
}

/** A packed answer in a coding that the caller accepts, and as it is if the caller accepts none that it is packed in. */
export function contentOfPacked(packed: Packed, headers: HttpEvent['headers']): Content {
  const available = PACKED.filter(each => packed[each] !== undefined)
  const coding = codingFor(headers, available)
  const body = coding === 'identity' ? undefined : packed[coding]
  if (body !== undefined) return { body, isBase64Encoded: true, headers: { 'content-encoding': coding } }
  const bytes = gunzipSync(Buffer.from(packed.gzip, 'base64'))
  return { body: bytes.toString('base64'), isBase64Encoded: true }
}

/**
 * Compresses what is read. Answers to changes stay as they are: they are short, and those with secrets are among them.
 * docs/security-decisions.md says what the length of a compressed answer can tell.
 */
export function compress({ headers, requestContext }: HttpEvent, response: HttpResponse): void {
  const { method } = requestContext.http
  if ((method !== 'GET' && method !== 'HEAD') || response.body === '') return
  response.headers = { ...response.headers, Vary: varyOf(response) }
  if (response.isBase64Encoded || Buffer.byteLength(response.body) < SHORTEST_BYTES) return
  const coding = codingFor(headers, ['br', 'gzip', 'identity'])
  if (coding === 'identity') return
  response.headers['content-encoding'] = coding
  response.body = COMPRESS[coding](response.body).toString('base64')
  response.isBase64Encoded = true
}

/** What the answer depends on besides its address: of the origin, @middy/http-cors has told already. */
function varyOf({ headers: { Vary } }: HttpResponse): string {
  return Vary ? `${Vary}, Accept-Encoding` : 'Accept-Encoding'
}
