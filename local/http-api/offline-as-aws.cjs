const { createRequire, registerHooks } = require('node:module')
const { pathToFileURL } = require('node:url')
const { oneByOneAfterRefusal } = require('./floods.cjs')
const { refusedOrigins } = require('./refused-origins.cjs')

/** What API Gateway passes on as text, as in event.ts. */
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript)\b)/

const tellRefused = refusedOrigins(console.log)

/**
 * A plugin of the Serverless Framework, before serverless-offline: it makes that answer as the deployed API does where it
 * adds or forgives something. It opens a JSON text (`"{}"` becomes `{}`), takes a body without a type for JSON and
 * `/reels/` for `/reels`, refuses cookies that it cannot parse, reads bytes as text, compresses what it sends, and adds CORS
 * headers of its own. It also names origins that the API has refused.
 */
module.exports = class OfflineAsAws {
  constructor() {
    hashInThread()
    const hapi = createRequire(require.resolve('serverless-offline'))('@hapi/hapi')
    const { Server } = hapi
    hapi.Server = function GatewayServer(options) {
      // The server for direct invocations has no router.
      if (!options.router) return new Server(options)
      const server = new Server({
        ...options,
        compression: false,
        router: { ...options.router, stripTrailingSlash: false },
      })
      const addRoute = server.route.bind(server)
      server.route = route => {
        addRoute(asSent(route))
        // Once, and after that of serverless-offline.
        if (server.table().length === 1) server.ext('onPreResponse', withoutAdditions)
      }
      oneByOneAfterRefusal(server)
      return server
    }
  }
}

/** Gives the functions bcryptjs with a thread of its own. */
function hashInThread() {
  const { href } = pathToFileURL(require.resolve('./passwords/bcrypt.ts'))
  registerHooks({
    resolve(specifier, context, next) {
      const isForFunctions = specifier === 'bcryptjs' && context.parentURL !== href
      return isForFunctions ? { url: href, shortCircuit: true } : next(specifier, context)
    },
  })
}

function asSent({ handler, options, ...route }) {
  return {
    ...route,
    options: { ...options, state: { parse: false, failAction: 'ignore' } },
    async handler(request, h) {
      const response = await handler(requestAsSent(request), h)
      // Not added to the type.
      response.charset('')
      const { statusCode, headers } = response
      request.app.answered = { statusCode, headers: { ...headers } }
      tellRefused(request.headers, headers)
      return response
    },
  }
}

function withoutAdditions({ app: { answered }, response }, h) {
  if (answered && !response.isBoom) {
    response.statusCode = answered.statusCode
    // serverless-offline gives a type to what is nothing.
    if (answered.statusCode === 204) delete response.headers['content-type']
    for (const name of Object.keys(response.headers)) {
      if (name.startsWith('access-control-') && !(name in answered.headers)) delete response.headers[name]
    }
  }
  return h.continue
}

function requestAsSent(request) {
  const { raw, headers, payload } = request
  const type = headers['content-type'] ?? 'application/octet-stream'
  const isMissing = payload?.length > 0 && headers['content-type'] === undefined
  const rawHeaders = isMissing ? [...raw.req.rawHeaders, 'content-type', type] : raw.req.rawHeaders
  return Object.create(request, {
    // serverless-offline parses a body of the type application/json.
    mime: { value: 'text/plain' },
    // It passes multipart/form-data on in Base64, as API Gateway does with all that is not text.
    headers: { value: TEXT.test(type) ? headers : { ...headers, 'content-type': 'multipart/form-data' } },
    raw: { value: { ...raw, req: Object.create(raw.req, { rawHeaders: { value: rawHeaders } }) } },
    state: { value: cookiesOf(headers.cookie) },
    payload: { value: payload, writable: true },
    rawPayload: { value: undefined, writable: true },
  })
}

/** Values by name, of which a name may have several. */
function cookiesOf(header = '') {
  const cookies = Object.create(null)
  for (const pair of header.split(/; */)) {
    const [name, ...value] = pair.split('=')
    if (value.length > 0) cookies[name] = [...(cookies[name] ?? []), value.join('=')]
  }
  return cookies
}
