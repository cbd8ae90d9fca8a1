import * as z from 'zod'
import type { ZodOpenApiResponsesObject } from 'zod-openapi'
import { shownText } from '#shared/contract/fields.ts'
import { type ErrorCode, type Fault, problems } from '#shared/contract/problems.ts'
import { PAGE_LIMIT } from '#shared/contract/shown.ts'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { errorsOf } from '#shared/http/endpoint.ts'
import { Problem, problemBody } from '#shared/http/problem.ts'
import { MAX_FAULTS } from '#shared/http/validate.ts'
import { EXAMPLE_REQUEST_ID, problemHeaders, successHeaders } from './openapi-headers.ts'

const FaultSchema = z
  .strictObject({
    in: z.enum(['body', 'query', 'path', 'header']),
    path: shownText(500).meta({
      description: 'The path of the field. Empty if the fault concerns the whole body, query or path',
    }),
    message: shownText(500).meta({
      description: 'A sentence without its subject: put the name of the field in front of it',
    }),
  })
  .meta({ id: 'Fault', examples: [{ in: 'body', path: 'price.amount', message: 'is not a whole number' }] })

const ErrorCodes = z.enum(Object.keys(problems).sort()).meta({
  id: 'ErrorCode',
  description: [
    '| code | status | what it means | what to do |',
    '|---|---|---|---|',
    ...Object.entries(problems).map(
      ([code, { status, title, advice }]) => `| \`${code}\` | ${status} | ${title} | ${advice} |`,
    ),
  ].join('\n'),
})

/** RFC 9457, with the code of the closed list above. */
export const ProblemSchema = z
  .strictObject({
    type: shownText(100).meta({
      description: 'The same for every problem with this code',
      format: 'uri',
    }),
    title: shownText(200).meta({ description: 'The same for every problem with this code' }),
    status: z.int32().meta({ format: 'int32', minimum: 400, maximum: 599 }),
    code: ErrorCodes,
    detail: shownText(4_000).meta({ description: 'What happened, in words for people' }),
    requestId: shownText(100).meta({ description: 'The same as in `x-request-id`' }),
    errors: z
      .array(FaultSchema)
      .optional()
      .meta({ description: `The faults of the request, at most ${MAX_FAULTS}`, maxItems: MAX_FAULTS }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

/** `components.examples`: one for each code, except the one whose example names a field of its operation. */
export function problemExamples(endpoints: readonly AnyEndpoint[]) {
  const codes = new Set(endpoints.flatMap(errorsOf))
  codes.delete('ValidationFailed')
  return Object.fromEntries([...codes].sort().map(code => [code, problemExample(code)]))
}

function problemExample(code: ErrorCode, errors?: Fault[]) {
  const detail = errors?.map(({ path, message }) => `${path} ${message}`).join('; ')
  const problem = new Problem(code, { ...(detail && { detail }), ...(errors && { errors }) })
  return { summary: problems[code].title, value: problemBody(problem, EXAMPLE_REQUEST_ID) }
}

/** Every response of an operation: its success, and one for each status that it can fail with. */
export function responsesOf(endpoint: AnyEndpoint): ZodOpenApiResponsesObject {
  const { success, summary } = endpoint
  const codes = errorsOf(endpoint)
  const contentType = success.contentType?.split(';')[0] ?? 'application/json'
  const content = success.body && { content: { [contentType]: { schema: success.body } } }
  return {
    [success.status]: {
      description: success.description ?? summary,
      headers: successHeaders(endpoint),
      ...content,
    },
    ...(success.or && {
      [success.or.status]: {
        description: success.or.description,
        headers: successHeaders(endpoint),
        ...(success.or.status === 200 && content),
      },
    }),
    ...problemResponses(endpoint, codes),
  }
}

function problemResponses(endpoint: AnyEndpoint, codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(codes, code => problems[code].status)
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, ofStatus]) => [
        String(status) as `${4 | 5}XX`,
        {
          description: ofStatus.map(code => `\`${code}\`: ${problems[code].title}`).join(' '),
          headers: problemHeaders(endpoint, ofStatus),
          content: {
            'application/problem+json': {
              // RFC 9457, with only the codes that this response can have.
              schema: {
                allOf: [
                  { $ref: '#/components/schemas/Problem' },
                  {
                    type: 'object' as const,
                    properties: { code: { type: 'string' as const, enum: ofStatus } },
                  },
                ],
              },
              examples: Object.fromEntries(ofStatus.map(code => [code, exampleFor(endpoint, code)])),
            },
          },
        },
      ]),
  )
}

function exampleFor(endpoint: AnyEndpoint, code: ErrorCode) {
  if (code !== 'ValidationFailed') return { $ref: `#/components/examples/${code}` }
  return problemExample(code, [exampleFault(endpoint)])
}

/** A fault that this operation can have: an unknown field, or a page that is too long. */
function exampleFault({ body, query }: AnyEndpoint): Fault {
  if (body) return { in: 'body', path: 'colour', message: 'is not a field here' }
  if (query && 'limit' in query.shape) {
    return { in: 'query', path: 'limit', message: `is over ${PAGE_LIMIT.max}` }
  }
  if (query) return { in: 'query', path: 'colour', message: 'is not a field here' }
  return {
    in: 'header',
    path: 'Idempotency-Key',
    message: 'is not 1 to 255 visible ASCII characters',
  }
}
