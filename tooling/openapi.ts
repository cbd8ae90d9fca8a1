import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { errorsOf } from '#shared/http/endpoint.ts'
import { type ErrorCode, problems } from '#shared/http/problems.ts'
import { contractOf, type Declarations, type DeclaredEndpoint } from './declarations.ts'

const Fault = z
  .strictObject({
    in: z.enum(['body', 'query', 'path', 'header']),
    path: z.string().meta({ examples: ['price.amount'] }),
    message: z.string(),
  })
  .meta({ id: 'Fault' })

const ErrorCodes = z.enum(Object.keys(problems).sort()).meta({
  id: 'ErrorCode',
  description: Object.entries(problems)
    .map(([code, { status, title }]) => `- \`${code}\` (${status}): ${title}`)
    .join('\n'),
})

/** RFC 9457, with the code of the closed list above. */
const ProblemDetails = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCodes,
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(Fault).optional(),
  })
  .meta({ id: 'Problem' })

const TAGS: Record<string, string> = {
  reels: 'Publish, find, like and save reels',
  auth: 'Accounts and sessions',
  me: 'What belongs to whoever is logged in',
  partners: 'The pages of partners',
  webhooks: 'Called by the media service',
  service: 'The service itself',
}

const ACCESS_COOKIE = 'accessCookie'

/** The OpenAPI 3.1 document of the whole contract. */
export function openapiDocument(declarations: Declarations) {
  const paths: ZodOpenApiPathsObject = {}
  for (const declared of contractOf(declarations)) {
    const { path, method } = declared.endpoint
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(declared) }
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Reels',
      version: '1.0.0',
      description: 'Short videos: partners publish them with a price, users watch, like and save them.',
    },
    servers: [{ url: '/', description: 'Where this document was read' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { Problem: ProblemDetails },
      securitySchemes: {
        [ACCESS_COOKIE]: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-reels_access',
          description:
            'Set by login and registration; `reels_access` where the stage is served over plain http.',
        },
      },
    },
  })
}

function operationOf({ name, tag, endpoint }: DeclaredEndpoint): ZodOpenApiOperationObject {
  const { summary, description, auth, params, query, body, success, idempotent } = endpoint
  return {
    operationId: name,
    summary,
    ...(description && { description }),
    tags: [tag],
    security: securityOf(auth),
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(idempotent && { header: z.object({ 'Idempotency-Key': IdempotencyKey }) }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [success.status]: {
        description: success.description ?? summary,
        ...(success.body && { content: { 'application/json': { schema: success.body } } }),
      },
      ...problemResponses(errorsOf(endpoint)),
    },
  }
}

const IdempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({ description: 'Repeating a request with the same key within 24 hours gives the first answer again' })

function securityOf(auth: string) {
  if (auth === 'public') return []
  return auth === 'optional' ? [{}, { [ACCESS_COOKIE]: [] }] : [{ [ACCESS_COOKIE]: [] }]
}

// One response for a status; its codes are named, and narrowed for whoever generates types.
function problemResponses(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(codes, code => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status) as `${4 | 5}XX`,
      {
        description: ofStatus.map(code => `\`${code}\`: ${problems[code].title}`).join(' '),
        content: { 'application/problem+json': { schema: ProblemDetails, 'x-codes': ofStatus } },
      },
    ]),
  )
}
