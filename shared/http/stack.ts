import middy from '@middy/core'
import httpCors from '@middy/http-cors'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { Context } from 'aws-lambda'
import { isListedOrigin } from '#shared/contract/allowed-origins.ts'
import { readBody } from '#shared/http/body.ts'
import {
  type AnyEndpoint,
  type Call,
  type HttpEvent,
  type HttpResponse,
  startCall,
} from '#shared/http/call.ts'
import { compress } from '#shared/http/compression.ts'
import { refuseAmbiguousJson, refuseManyShortTexts, requireBody, takeText } from '#shared/http/json-body.ts'
import { checkOrigin } from '#shared/http/origins.ts'
import { endOfColdStart } from '#shared/http/parsing.ts'
import { Problem } from '#shared/http/problem.ts'
import { problemResponse, successResponse } from '#shared/http/responses.ts'
import { validateInput } from '#shared/http/validate.ts'
import { log } from '#shared/runtime/log.ts'
import { publishMetrics } from '#shared/runtime/metrics.ts'
import { publicConfig, runsAsLambda } from '#shared/runtime/public-config.ts'
import { timeSince } from '#shared/runtime/time-spent.ts'

/** What API Gateway calls (HTTP API, payload 2.0). */
export type Handler = (event: HttpEvent, context: Context) => Promise<HttpResponse>

interface MiddyRequest {
  event: unknown
  context: unknown
  response?: unknown
  error?: unknown
}

/** The two steps that differ between functions with and without a database. */
export interface Steps {
  /** Prepares the container, while Lambda initialises if possible. Without its settings a function does not start. */
  prepare(): Promise<unknown>
  authenticate(call: Call): void
  carryOut(call: Call): Promise<unknown>
}

/** Makes the Lambda of an endpoint from the one stack. */
export function lambdaWith(steps: Steps, endpoint: AnyEndpoint): Handler {
  let stack: Promise<Handler> | undefined
  const prepare = () => {
    stack ??= steps.prepare().then(
      () => stackFor(steps, endpoint),
      (error: unknown) => {
        stack = undefined
        throw error
      },
    )
    return stack
  }
  if (runsAsLambda()) prepare().catch(refuseToStart)
  return async (event, context) => (await prepare())(event, context)
}

function refuseToStart(error: unknown): never {
  log().critical('The function cannot start', { error: error instanceof Error ? error : String(error) })
  process.exit(1)
}

/**
 * The one stack that every endpoint runs in. Middy runs `before` in this order, `after` and `onError` in the
 * opposite one: the first step has the last word on the response, errors included.
 */
function stackFor(steps: Steps, endpoint: AnyEndpoint): Handler {
  const stack = middy(async (_event: unknown, context: unknown) => {
    const call = callOf({ context })
    return successResponse(call, await steps.carryOut(call))
  })
    .use(accessLog(endpoint))
    .use(withoutBodyForHead())
    .use(compressed())
    .use(securityHeaders())
    .use(cors(endpoint))
    .use({
      onError(request) {
        request.response = problemResponse(callOf(request), request.error)
      },
    })
    .before(request => {
      // [129 closed] Somebody who goes around CloudFront finds nothing here.
      if (!callOf(request).entry.isOpen) throw new Problem('NotFound')
    })
  if (endpoint.body || endpoint.webhook) stack.before(request => readBody(callOf(request)))
  if (endpoint.body && !endpoint.webhook) {
    stack
      .before(request => requireBody(callOf(request)))
      .before(request => takeText(callOf(request)))
      .before(request => refuseManyShortTexts(callOf(request)))
      .use(
        // [22 json-only] A page on another site can send a form without a preflight, but not JSON.
        httpJsonBodyParser(),
      )
      .before(request => refuseAmbiguousJson(callOf(request)))
  }
  stack
    .before(request => checkOrigin(callOf(request)))
    .before(request => steps.authenticate(callOf(request)))
    .before(request => validateInput(callOf(request)))
  return stack as unknown as Handler
}

// Middy passes its handler no more than event and context: the context leads to what the steps have gathered.
const calls = new WeakMap<object, Call>()

function callOf(request: { context: unknown }): Call {
  const call = calls.get(request.context as object)
  if (!call) throw new Error('The access log starts the call and must be the first step')
  return call
}

// One line says what happened, who asked and what took the time: docs/operations.md explains each field.
function accessLog(endpoint: AnyEndpoint) {
  let isFirst = true
  const write = (request: MiddyRequest) => {
    const { requestId, startedAt, spentBefore, viewer, event, entry, input, refusal } = callOf(request)
    log().info('request', {
      requestId,
      method: event.requestContext.http.method,
      route: endpoint.path,
      // [31 no-bodies] Only the ids in the path are logged, nothing else that the caller sent.
      ...(typeof input.params === 'object' && { params: input.params }),
      status: (request.response as HttpResponse).statusCode,
      ...(refusal && { refusal }),
      ...(viewer && { accountId: viewer.id, role: viewer.role, sessionId: viewer.sessionId }),
      ip: entry.address ?? undefined,
      gatewayRequestId: event.requestContext.requestId,
      coldStart: isFirst,
      milliseconds: Math.round(performance.now() - startedAt),
      ...timeSince(spentBefore),
    })
    isFirst = false
    endOfColdStart()
    publishMetrics()
  }
  return {
    before(request: MiddyRequest) {
      const call = startCall(endpoint, request.event as HttpEvent, request.context as Context)
      calls.set(request.context as object, call)
      log().resetKeys()
      log().appendKeys({ requestId: call.requestId })
    },
    after: write,
    onError: write,
  }
}

// RFC 9110 section 9.3.2. The gateway may send what it is given.
function withoutBodyForHead() {
  const cut = (request: MiddyRequest) => {
    if (callOf(request).event.requestContext.http.method !== 'HEAD') return
    const response = request.response as HttpResponse
    const length = Buffer.byteLength(response.body, response.isBase64Encoded ? 'base64' : 'utf8')
    response.headers = { ...response.headers, 'content-length': String(length) }
    response.body = ''
  }
  return { after: cut, onError: cut }
}

function compressed() {
  const shorten = (request: MiddyRequest) => compress(callOf(request).event, request.response as HttpResponse)
  return { after: shorten, onError: shorten }
}

const YEAR_SECONDS = 365 * 24 * 60 * 60

function securityHeaders() {
  // [23 headers] An answer is data, never a page, a frame or a script. OWASP, REST Security Cheat Sheet.
  const headers = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    // [23 hsts] Without it, a browser tries http first, where anyone on the way can answer.
    ...(publicConfig().cookies.secure && {
      'strict-transport-security': `max-age=${YEAR_SECONDS}; includeSubDomains`,
    }),
  }
  const add = (request: MiddyRequest) => {
    const response = request.response as HttpResponse
    response.headers = { ...headers, ...response.headers }
  }
  return { after: add, onError: add }
}

const PREFLIGHT_SECONDS = 2 * 60 * 60

const READ_HEADERS = ['content-type', 'idempotency-key']
// Libraries in a page add these to every request: a page with tracing must not lose the API.
const TRACING_HEADERS = ['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'x-requested-with']

function cors(endpoint: AnyEndpoint) {
  const { allowedOrigins, allowedHeaders } = publicConfig()
  const [someAllowedOrigin = 'null'] = allowedOrigins.filter(origin => !origin.includes('*'))
  return httpCors({
    credentials: true,
    exposeHeaders: 'x-request-id, retry-after, ratelimit, ratelimit-policy',
    vary: 'Origin',
    // A refused origin gets the name of another one: serverless-offline allows whatever a function leaves open.
    getOrigin: (origin: string | undefined) => {
      if (origin === undefined) return undefined
      // [21 allow-list] The origin that is named can read answers that are meant for the visitor.
      return isListedOrigin(origin, allowedOrigins) ? origin : someAllowedOrigin
    },
    ...(endpoint.method === 'OPTIONS' && {
      methods: 'GET, POST, PUT, PATCH, DELETE',
      headers: [...READ_HEADERS, ...TRACING_HEADERS, ...allowedHeaders].join(', '),
      maxAge: PREFLIGHT_SECONDS,
    }),
  })
}
