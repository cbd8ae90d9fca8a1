import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const DOMAIN = 'abcdefghij.execute-api.eu-west-1.amazonaws.com'
/** What API Gateway hands on as text; everything else it encodes. */
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript)\b)/

export interface MatchedRoute {
  key: string
  pathParameters: Record<string, string>
}

/**
 * The event that an HTTP API makes of a request, in payload format 2.0 and with every field that it has.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent(request: IncomingMessage, body: Buffer, route: MatchedRoute) {
  const url = new URL(request.url ?? '/', `https://${DOMAIN}`)
  const { cookie, host, connection, ...rest } = request.headers
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  )
  const query = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    const before = query.get(name)
    query.set(name, before === undefined ? value : `${before},${value}`)
  }
  const now = new Date()
  const sourceIp = request.socket.remoteAddress?.replace('::ffff:', '') ?? ''
  const method = request.method ?? 'GET'
  const isText = TEXT.test(headers['content-type'] ?? 'text/')
  const hasParameters = Object.keys(route.pathParameters).length > 0
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: decodeURI(url.pathname),
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: {
      ...headers,
      host: DOMAIN,
      'x-amzn-trace-id': `Root=1-${randomUUID().slice(0, 8)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: DOMAIN,
      domainPrefix: 'abcdefghij',
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(hasParameters && { pathParameters: route.pathParameters }),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
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
