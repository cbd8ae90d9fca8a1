import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { MAX_BODY_BYTES } from '#shared/http/body.ts'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { contractOf, type Declarations, type DeclaredEndpoint } from './declarations.ts'
import { type ExampleSchema, exampleOf } from './openapi-examples.ts'
import { GUIDE } from './openapi-guide.ts'
import { headers } from './openapi-headers.ts'
import { ProblemSchema, problemExamples, responsesOf } from './openapi-responses.ts'
import { inReadingOrder, tagsOf } from './reading-order.ts'

// Stages over plain http and over https have different cookie names. openapi-packed.ts replaces these.
const SECURITY_SCHEMES = {
  accessCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-reels_access',
    description:
      'A signed JWT, checked as RFC 8725 requires and valid for 15 minutes. Registering, logging in and `POST /auth/refresh` set it. If the stage is served over plain http, its name is `reels_access`.',
  },
  refreshCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-reels_refresh',
    description:
      'A random secret, valid for 30 days. Only operations below `/auth` read it, and each use replaces it. If the stage is served over plain http, its name is `reels_refresh`.',
  },
  webhookSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'Standard Webhooks: an HMAC of `webhook-id`, `webhook-timestamp` and the body, with the secret of the stage',
  },
} as const

const SERVERS = [
  {
    url: '/',
    description: 'The stage that this document was read from (local, staging or production)',
    'x-internal': false,
  },
  { url: 'http://localhost:3000', description: 'Local: `npm start`', 'x-internal': true },
  {
    url: 'https://{api}.execute-api.{region}.amazonaws.com',
    description: 'Another stage (staging, production) at the address that its deployment printed',
    'x-internal': false,
    variables: {
      api: { default: 'abcdefghij', description: 'The id of the API of the stage' },
      region: { default: 'eu-west-1', description: 'The region in which the stage is deployed' },
    },
  },
]

/**
 * The OpenAPI 3.1 document of the whole contract.
 * @throws Error that names the file and the field if something cannot be described
 */
export function openapiDocument(declarations: Declarations) {
  const contract = inReadingOrder(contractOf(declarations))
  try {
    return withExamples(JSON.parse(JSON.stringify(describe(contract))), contract)
  } catch (error) {
    throw indescribable(error, contract)
  }
}

function describe(contract: readonly DeclaredEndpoint[]) {
  const paths: ZodOpenApiPathsObject = {}
  for (const declared of contract) {
    const { path, method } = declared.endpoint
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(declared) }
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Reels',
      version: '1.0.0',
      description: GUIDE,
      contact: { name: 'The team of this API' },
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: SERVERS,
    tags: tagsOf(contract),
    paths,
    components: {
      schemas: { Problem: ProblemSchema },
      headers,
      examples: problemExamples(contract.map(({ endpoint }) => endpoint)),
      securitySchemes: SECURITY_SCHEMES,
    },
  })
}

/** What zod-openapi says names a place: `paths > /tags > get > responses > … > schema > properties > items is not …`. */
function indescribable(error: unknown, contract: readonly DeclaredEndpoint[]): unknown {
  const place = /paths > (\S+) > (\w+) > (.*) > schema((?: > \S+)*)/.exec(String(error))
  const [, path, method, before = '', after = ''] = place ?? []
  const declared = contract.find(
    ({ endpoint }) => endpoint.path === path && endpoint.method.toLowerCase() === method,
  )
  if (!declared) return error
  const field = after.replaceAll(' > properties', '').slice(3).replaceAll(' > ', '.')
  const isAnswer = before.startsWith('responses')
  return new Error(
    `${declared.file}: OpenAPI cannot describe ${field ? `\`${field}\` in ` : ''}${
      isAnswer ? 'its answer. Convert the value in `handle`, and declare' : 'what it takes. Declare'
    } a type that JSON has.`,
    { cause: error },
  )
}

function operationOf({ name, tag, endpoint }: DeclaredEndpoint): ZodOpenApiOperationObject {
  const { summary, description, params, query, idempotent, webhook } = endpoint
  const body = endpoint.body ?? webhook
  const sent = { ...(idempotent && { 'Idempotency-Key': IdempotencyKey }), ...(webhook && SIGNED) }
  return {
    operationId: name,
    summary,
    ...(description && { description }),
    tags: [tag],
    security: securityOf(endpoint),
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(Object.keys(sent).length > 0 && { header: z.object(sent) }),
    },
    ...(body && { requestBody: { required: true, content: contentOf(body, endpoint) } }),
    responses: responsesOf(endpoint),
  }
}

function contentOf(schema: z.ZodType, { takesText }: AnyEndpoint) {
  const text = { schema: AsText, example: '{"views":[]}' }
  return { 'application/json': { schema }, ...(takesText && { 'text/plain': text }) }
}

const AsText = z
  .string()
  .max(MAX_BODY_BYTES)
  .meta({ description: 'The same JSON. Browsers ask for no preflight then', pattern: '^[^\\u0000]*$' })

const IdempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({
    description: 'If a request is repeated with the same key within 24 hours, it gets the first answer again',
    pattern: '^[\\x21-\\x7e]+$',
    examples: ['2f1f8f0e-6a0b-4c55-9d7e-6f6c1a1f7b3d'],
  })

/** The headers that the signature covers, besides the body. */
const SIGNED = {
  'webhook-id': z
    .string()
    .max(200)
    .meta({
      description: 'Stays the same if ImageKit sends an event again',
      pattern: '^[\\x21-\\x7e]+$',
      examples: ['msg_2LJC7S5QZ'],
    }),
  'webhook-timestamp': z
    .string()
    .max(20)
    .meta({
      description:
        'Unix time in seconds. Refused if it differs from the clock of the API by more than 5 minutes',
      pattern: '^[0-9]+$',
      examples: ['1795370400'],
    }),
}

function securityOf({ auth, refreshes, webhook }: AnyEndpoint) {
  const refresh = refreshes && { refreshCookie: [] }
  if (webhook) return [{ webhookSignature: [] }]
  if (auth === 'public') return refresh ? [refresh] : []
  return [...(auth === 'optional' ? [{}] : []), { accessCookie: [], ...refresh }]
}

interface Media {
  schema: ExampleSchema
  example?: unknown
}

interface DocumentWithExamples {
  tags: { name: string; description: string }[]
  paths: Record<
    string,
    Record<
      string,
      {
        requestBody?: { content: Record<string, Media> }
        responses: Record<string, { content?: Record<string, Media> }>
      }
    >
  >
  components: { schemas: Record<string, ExampleSchema> }
}

/** Adds an example to each body, put together from its fields. */
function withExamples(document: DocumentWithExamples, contract: readonly DeclaredEndpoint[]) {
  const { schemas } = document.components
  for (const { name, endpoint } of contract) {
    const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()]
    const request = operation?.requestBody?.content['application/json']
    if (request) request.example = exampleOf(request.schema, schemas, `The body of ${name}`)
    const response = operation?.responses[endpoint.success.status]?.content?.['application/json']
    if (response) {
      const { example } = endpoint.success
      response.example = example ?? exampleOf(response.schema, schemas, `The answer of ${name}`)
    }
  }
  return document
}
