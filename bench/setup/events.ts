import { randomUUID } from 'node:crypto'
import type { HttpEvent } from '#shared/http/call.ts'

export interface EventRequest {
  method: string
  path: string
  route: string
  query?: string
  parameters?: Record<string, string>
  accessToken?: string
  body?: unknown
}

/** What API Gateway hands to a Lambda, payload 2.0, with every field that it has. */
export function gatewayEvent({ method, path, route, query = '', ...request }: EventRequest): HttpEvent {
  const routeKey = `${method} ${route}`
  const domainName = 'abcdefghij.execute-api.eu-west-1.amazonaws.com'
  const event = {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'content-type': 'application/json',
      host: domainName,
      'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(request.accessToken && { cookies: [`reels_access=${request.accessToken}`] }),
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    ...(request.parameters && { pathParameters: request.parameters }),
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName,
      domainPrefix: 'abcdefghij',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date().toUTCString(),
      timeEpoch: Date.now(),
    },
  }
  return event
}
