import { gatewayEvent } from '#local/http-api/event.ts'
import type { HttpEvent } from '#shared/http/call.ts'

export interface EventRequest {
  method: string
  path: string
  route: string
  query?: string
  parameters?: Record<string, string>
  accessToken?: string
  body?: unknown
  sourceIp?: string
  /** What browsers accept. Left out, so that all contenders send the same bytes. */
  acceptEncoding?: string
}

/** The event of a request that a phone sends. */
export function eventOf(request: EventRequest): HttpEvent {
  const { method, path, route, query, parameters = {}, accessToken, body, acceptEncoding } = request
  return gatewayEvent({
    method,
    target: query === undefined ? path : `${path}?${query}`,
    route: { key: `${method} ${route}`, pathParameters: parameters },
    headers: {
      accept: '*/*',
      ...(acceptEncoding !== undefined && { 'accept-encoding': acceptEncoding }),
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15',
      ...(accessToken !== undefined && { cookie: `reels_access=${accessToken}` }),
    },
    sourceIp: request.sourceIp ?? '203.0.113.7',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}
