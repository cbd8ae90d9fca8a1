import type { AnyRequest, Call } from '#shared/http/call.ts'
import { networkOf } from '#shared/http/entry.ts'
import { Problem, problemOf } from '#shared/http/problem.ts'

/** What `handle` is given. `newId` is 24 hex characters. */
export function requestFor(call: Call, newId: string): AnyRequest {
  const { http } = call.event.requestContext
  return {
    ...call.input,
    viewer: call.viewer,
    caller: {
      ip: call.entry.address,
      network: networkOf(call.entry.address),
      userAgent: http.userAgent ?? call.event.headers['user-agent'] ?? null,
    },
    path: call.event.rawPath,
    cookies: call.cookies,
    headers: call.event.headers,
    rawBody: call.rawBody,
    newId,
    setCookies: cookies => {
      call.setCookies = cookies
    },
    setHeaders: headers => {
      Object.assign(call.responseHeaders, headers)
    },
    fail: (refused, options) => {
      throw typeof refused === 'string' ? new Problem(refused, options) : problemOf(refused)
    },
  }
}
