import { readFileSync } from 'node:fs'
import { contractOf, type DeclaredEndpoint, readDeclarations } from '#tooling/contract/declarations.ts'

/** The parts of JSON Schema that the OpenAPI document uses. */
export interface JsonSchema {
  $ref?: string
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  maxItems?: number
}

interface MediaType {
  schema: JsonSchema
  example?: unknown
}

export interface OperationObject {
  operationId: string
  parameters?: { name: string; in: string; required?: boolean; schema: JsonSchema }[]
  requestBody?: { content: { 'application/json': MediaType } }
  responses: Record<
    string,
    { headers: Record<string, { $ref: string }>; content?: Record<string, MediaType> }
  >
}

interface OpenApi {
  paths: Record<string, Record<string, OperationObject>>
  components: {
    schemas: Record<string, JsonSchema>
    headers: Record<string, { required: boolean; schema: { pattern: string } }>
  }
}

/** The contract as clients get it. */
export const openapi: OpenApi = JSON.parse(
  readFileSync(new URL('../../../generated/openapi.json', import.meta.url), 'utf8'),
)

/** The contract as it is declared, so that tests of all endpoints include a new one. */
export const contract: DeclaredEndpoint[] = contractOf(await readDeclarations(process.cwd()))

export function named(name: string): DeclaredEndpoint {
  const declared = contract.find(each => each.name === name)
  if (!declared) throw new Error(`${name} is not in the contract`)
  return declared
}

export const withBody = contract.filter(({ endpoint }) => endpoint.body && !endpoint.webhook)
/** Those that answer a page of a list. */
export const withQuery = contract.filter(({ endpoint }) => endpoint.query && 'limit' in endpoint.query.shape)

/** A value for each parameter that a list cannot be asked without. */
const NEEDED: Record<string, string> = {
  q: 'a',
  url: 'https://reels.example',
  from: '2026-01-01',
  to: '2026-01-31',
  interval: 'day',
}

/** What has to be in the query of a list besides its page: `q=a&`. */
export function neededQuery(declared: Pick<DeclaredEndpoint, 'endpoint'>): string {
  const needed = (operationOf(declared).parameters ?? []).filter(each => each.in === 'query' && each.required)
  return needed.map(({ name }) => `${name}=${NEEDED[name]}&`).join('')
}

export function operationOf({ endpoint }: Pick<DeclaredEndpoint, 'endpoint'>): OperationObject {
  const operation = openapi.paths[endpoint.path]?.[endpoint.method.toLowerCase()]
  if (!operation) throw new Error(`${endpoint.method} ${endpoint.path} is not in the document`)
  return operation
}

/** Resolves a `$ref`, and an `anyOf` with null to its other schema. */
export function resolved(schema: JsonSchema): JsonSchema {
  if (schema.$ref) return resolved(openapi.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  const other = schema.anyOf?.find(each => each.type !== 'null')
  return other && schema.anyOf?.length === 2 ? resolved(other) : schema
}

export interface Leaf {
  /** `price.amount`; an entry of an array is `0`. */
  path: string
  schema: JsonSchema
}

/** Every field of a body that is not an object, by its path. */
export function leavesOf(schema: JsonSchema, path: string[] = []): Leaf[] {
  const { properties, items, ...rest } = resolved(schema)
  if (properties) {
    return Object.entries(properties).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
  }
  return items ? leavesOf(items, [...path, '0']) : [{ path: path.join('.'), schema: rest }]
}

/** A copy of a body with another value at a path. */
export function withValue(body: unknown, path: string, value: unknown): unknown {
  const [name = '', ...rest] = path.split('.')
  const next = (inner: unknown) => (rest.length === 0 ? value : withValue(inner, rest.join('.'), value))
  if (Array.isArray(body) || /^\d+$/.test(name)) {
    const copy: unknown[] = Array.isArray(body) ? [...body] : []
    copy[Number(name)] = next(copy[Number(name)])
    return copy
  }
  const fields: Record<string, unknown> = { ...(typeof body === 'object' && body) }
  return { ...fields, [name]: next(fields[name]) }
}

export function valueAt(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null
          ? Object.entries(value).find(([key]) => key === name)?.[1]
          : undefined,
      body,
    )
}

/** The path of an operation, about this reel. All other ids in it belong to nothing. */
export function pathAbout(path: string, reelId: string): string {
  return path.replace('{reelId}', reelId).replace(/\{\w+\}/g, '0'.repeat(24))
}
