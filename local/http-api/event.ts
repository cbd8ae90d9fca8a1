import { randomUUID } from 'node:crypto'
import type { MatchedRoute } from './routing.ts'

/** A request as it reaches an HTTP API of API Gateway. */
export interface GatewayRequest {
  method: string
  /** Path and query as they are on the wire: `/reels?limit=20`. */
  target: string
  route: MatchedRoute
  /** Names in lower case. `cookie` goes to `cookies` of the event, and `host` replaces the gateway's own. */
  headers?: Record<string, string>
  body?: string | Buffer
  /** The event has no address if it is left out. */
  sourceIp?: string
}

const DOMAIN = 'abcdefghij.execute-api.eu-west-1.amazonaws.com'
/** What API Gateway passes on as text. It encodes everything else as Base64. */
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript)\b)/

/**
 * The event that an HTTP API makes of a request, in payload format 2.0 and with every field that it has.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent({ method, target, route, headers = {}, body = '', sourceIp }: GatewayRequest) {
  const url = new URL(target, `https://${DOMAIN}`)
  const { cookie, ...rest } = headers
  const now = new Date()
  const isText = TEXT.test(headers['content-type'] ?? 'text/')
  const hasParameters = Object.keys(route.pathParameters).length > 0
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: decoded(url.pathname),
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: {
      host: DOMAIN,
      ...rest,
      'x-amzn-trace-id': `Root=1-${randomUUID().slice(0, 8)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
      ...(sourceIp !== undefined && {
        'x-forwarded-for': [rest['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      }),
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(url.search.length > 1 && { queryStringParameters: queryOf(url) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: DOMAIN,
      domainPrefix: 'abcdefghij',
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        ...(sourceIp !== undefined && { sourceIp }),
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(hasParameters && { pathParameters: route.pathParameters }),
    ...(body.length > 0 && { body: isText ? body.toString() : Buffer.from(body).toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  }
}

/** The event of a schedule of EventBridge. */
export function scheduleEvent() {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: new Date().toISOString(),
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:123456789012:rule/tests'],
    detail: {},
  }
}

/** Values of the same name are joined by commas. */
function queryOf(url: URL): Record<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    const before = query.get(name)
    query.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(query)
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
