import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Gateway } from '#local/gateway.ts'
import { fetchFrom, newAddress } from '../people/addresses.ts'
import { outcomeOf } from './requests.ts'

/** A request that gateways read differently, and what the API answers to it on a laptop and on AWS. */
export interface OddRequest {
  what: string
  method: string
  path: string
  headers?: Record<string, string>
  /** Bytes have no content type of their own. */
  body?: () => string | Buffer<ArrayBuffer>
  outcome: string
  /** How its answer is compressed. */
  coding?: string
}

const LOGIN = '/auth/users/login'
const JSON_TYPE = { 'content-type': 'application/json' }

function credentials(): string {
  return JSON.stringify({ email: `${randomUUID()}@example.com`, password: 'not-the-password' })
}

function head(path: string, outcome: string): OddRequest {
  return { what: 'HEAD', method: 'HEAD', path, outcome }
}

function login(
  what: string,
  outcome: string,
  body: () => string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = JSON_TYPE,
): OddRequest {
  return { what, method: 'POST', path: LOGIN, headers, body, outcome }
}

const bytesAround = (hex: string) => () =>
  Buffer.concat([Buffer.from('{"email":"a'), Buffer.from(hex, 'hex'), Buffer.from('@b.example"}')])

export const ODD_REQUESTS: readonly OddRequest[] = [
  head('/health', '200'),
  head('/config', '200'),
  head('/reels?limit=1', '200'),
  head('/openapi.json', '200'),
  head(`/reels/${'0'.repeat(24)}`, '404'),
  head('/auth/me', '401'),
  head('/nowhere', '404'),
  head(LOGIN, '405'),
  { what: 'a slash at the end', method: 'GET', path: '/reels/', outcome: '404 NotFound' },
  { what: 'a slash at the end', method: 'GET', path: '/config/', outcome: '404 NotFound' },
  { what: 'a slash at the end', method: 'HEAD', path: '/health/', outcome: '404' },
  { ...login('a slash at the end', '404 NotFound', credentials), path: `${LOGIN}/` },
  { what: 'another method', method: 'DELETE', path: '/reels', outcome: '405 MethodNotAllowed' },
  { what: 'another case', method: 'GET', path: '/Reels', outcome: '404 NotFound' },
  { what: 'a name twice', method: 'GET', path: '/reels?limit=1&limit=2', outcome: '422 ValidationFailed' },
  {
    what: 'a plus and a percent sign',
    method: 'GET',
    path: '/reels?tag=a+b%',
    outcome: '422 ValidationFailed',
  },
  {
    what: 'cookies that no parser takes',
    method: 'GET',
    path: '/auth/me',
    headers: { cookie: 'a; =b; reels_access="x y"; c=d=e; ,;' },
    outcome: '401 NotAuthenticated',
  },
  {
    what: 'a wish for compression',
    method: 'GET',
    path: '/openapi.json',
    headers: { 'accept-encoding': 'gzip, br' },
    outcome: '200',
    coding: 'br',
  },
  {
    what: 'a wish for gzip alone',
    method: 'GET',
    path: '/openapi.json',
    headers: { 'accept-encoding': 'br;q=0, gzip' },
    outcome: '200',
    coding: 'gzip',
  },
  {
    what: 'a wish for an answer as it is',
    method: 'GET',
    path: '/openapi.json',
    headers: { 'accept-encoding': 'identity' },
    outcome: '200',
  },
  {
    what: 'a preflight',
    method: 'OPTIONS',
    path: '/reels',
    headers: { origin: 'http://localhost:4000', 'access-control-request-method': 'POST' },
    outcome: '204',
  },
  login('no type', '415 UnsupportedMediaType', () => Buffer.from(credentials()), {}),
  login('bytes', '415 UnsupportedMediaType', () => Buffer.from([0x1f, 0x8b, 0xff, 0]), {
    'content-type': 'application/octet-stream',
  }),
  login('a form', '415 UnsupportedMediaType', () => 'a=b', {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  login('JSON with a suffix in the type', '401 InvalidCredentials', credentials, {
    'content-type': 'application/vnd.api+json; charset=utf-8',
  }),
  login('a type in capitals', '401 InvalidCredentials', credentials, {
    'content-type': 'APPLICATION/JSON',
  }),
  login('an object in a JSON text', '422 ValidationFailed', () => JSON.stringify(credentials())),
  login('an empty object in a JSON text', '422 ValidationFailed', () => '"{}"'),
  login('null', '422 ValidationFailed', () => 'null'),
  login('false', '422 ValidationFailed', () => 'false'),
  login('0', '422 ValidationFailed', () => '0'),
  login('an empty text', '422 ValidationFailed', () => '""'),
  login('an empty body', '400 MalformedJson', () => ''),
  login('only white space', '400 MalformedJson', () => '  \n'),
  login('a byte order mark', '401 InvalidCredentials', () => `\ufeff${credentials()}`),
  login('two byte order marks', '400 MalformedJson', () => `\ufeff\ufeff${credentials()}`),
  login('U+FFFD, which is valid UTF-8', '422 ValidationFailed', bytesAround('efbfbd')),
  login('a byte that is not UTF-8', '400 MalformedJson', bytesAround('ff')),
  login('half of a sequence', '400 MalformedJson', bytesAround('e282')),
  login('a surrogate in UTF-8', '400 MalformedJson', bytesAround('eda080')),
  login('U+FFFD and a byte that is not UTF-8', '400 MalformedJson', bytesAround('efbfbdff')),
  login('UTF-16', '415 UnsupportedMediaType', () => Buffer.from(credentials(), 'utf16le')),
  login('UTF-16 with a mark', '415 UnsupportedMediaType', () =>
    Buffer.from(`\ufeff${credentials()}`, 'utf16le'),
  ),
  login('UTF-16 by its type', '415 UnsupportedMediaType', () => Buffer.from(credentials(), 'utf16le'), {
    'content-type': 'application/json; charset="UTF-16LE"',
  }),
  login('gzip', '415 UnsupportedMediaType', () => Buffer.from(gzipSync(credentials())), {
    ...JSON_TYPE,
    'content-encoding': 'gzip',
  }),
  login('no coding, by its name', '401 InvalidCredentials', credentials, {
    ...JSON_TYPE,
    'content-encoding': 'identity',
  }),
  login('64 KiB and a byte', '413 PayloadTooLarge', () => '1'.padEnd(65_537)),
]

/** What must be the same on both, of an answer. */
export interface OddAnswer {
  outcome: string
  headers: Record<string, string | null>
  isEmpty: boolean
}

const COMPARED = [
  'content-type',
  'content-encoding',
  'cache-control',
  'allow',
  'accept-encoding',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'x-content-type-options',
]

export async function askOddly(api: Pick<Gateway, 'url'>, odd: OddRequest): Promise<OddAnswer> {
  const body = odd.body?.()
  const response = await fetchFrom(newAddress())(api.url + odd.path, {
    method: odd.method,
    headers: { 'accept-encoding': 'identity', ...odd.headers },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  const isProblem = text !== '' && response.headers.get('content-type') === 'application/problem+json'
  const { code = '' }: { code?: string } = isProblem ? JSON.parse(text) : {}
  return {
    outcome: outcomeOf({ status: response.status, code }),
    headers: Object.fromEntries(COMPARED.map(name => [name, response.headers.get(name)])),
    isEmpty: text === '',
  }
}
