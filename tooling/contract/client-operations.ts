import { errorsOf } from '#shared/http/endpoint.ts'
import { contractOf, type Declarations, type DeclaredEndpoint } from './declarations.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  description?: string
}

interface Content {
  content?: Record<string, { schema?: Schema }>
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: Content
  responses: Record<string, Content>
}

/** The parts of the OpenAPI document that types are made from. */
export interface ContractDocument {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** `packages/client/operations.ts`: every schema as a type, every operation with its input, output and error codes. */
export function clientOperations(declarations: Declarations, document: ContractDocument): string {
  // Webhooks and pages are of no use to a client.
  const contract = contractOf(declarations).filter(
    ({ endpoint }) => !endpoint.webhook && !endpoint.success.contentType,
  )
  const types = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${comment(schema)}export type ${name} = ${typeOf(schema)}\n`,
  )
  const operations = contract.map(declared => operationType(declared, document))
  return [
    '// Made from functions/ by `npm run generate`.\n',
    ...types,
    `/** What each operation takes, gives and can fail with. */`,
    `export interface Operations {\n${operations.join('\n')}\n}\n`,
    '/** The paths as a tree, one segment a line and indented below its parent; after it its methods and operations. */',
    `export const routes = \`${routeTree(contract)}\`\n`,
  ].join('\n')
}

function operationType({ name, endpoint }: DeclaredEndpoint, document: ContractDocument): string {
  const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()]
  if (!operation) throw new Error(`${name} is not in the document`)
  const inputs: string[] = []
  for (const [place, key] of [
    ['path', 'params'],
    ['query', 'query'],
  ] as const) {
    const parameters = operation.parameters?.filter(parameter => parameter.in === place) ?? []
    if (parameters.length === 0) continue
    const optional = parameters.some(parameter => parameter.required) ? '' : '?'
    const fields = parameters.map(
      ({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)}`,
    )
    inputs.push(`${key}${optional}: { ${fields.join('; ')} }`)
  }
  const body = operation.requestBody?.content?.['application/json']?.schema
  if (body) inputs.push(`body: ${typeOf(body)}`)
  if (endpoint.idempotent) inputs.push('idempotencyKey?: string')
  const output = operation.responses[endpoint.success.status]?.content?.['application/json']?.schema
  const codes = errorsOf(endpoint).map(code => `'${code}'`)
  return [
    `  /** ${endpoint.summary}. */`,
    `  ${name}: {`,
    `    input: ${inputs.length > 0 ? `{ ${inputs.join('; ')} }` : 'undefined'}`,
    `    output: ${output ? typeOf(output) : 'undefined'}`,
    `    error: ${codes.join(' | ')}`,
    '  }',
  ].join('\n')
}

/** Every user of the client loads the routes. As an object, the methods and whole paths would be 400 bytes longer. */
function routeTree(contract: readonly DeclaredEndpoint[]): string {
  const lines = new Map<string, string>()
  for (const { name, endpoint } of contract) {
    const segments = endpoint.path.slice(1).split('/')
    for (const [depth, segment] of segments.entries()) {
      const path = segments.slice(0, depth + 1).join('/')
      lines.set(path, lines.get(path) ?? ' '.repeat(depth) + segment)
    }
    const path = segments.join('/')
    lines.set(path, `${lines.get(path)} ${endpoint.method} ${name}`)
  }
  return [...lines.keys()]
    .sort()
    .map(path => lines.get(path))
    .join('\n')
}

/**
 * A JSON Schema, of the kind that zod makes, as a TypeScript type. `openapi-typescript` needs the API of TypeScript 5,
 * which version 7 does not have, and would not make the names and the error codes of each operation.
 */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(' | ')
  const union = schema.anyOf ?? schema.oneOf
  if (union) return union.map(typeOf).join(' | ')
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ')
  if (Array.isArray(schema.type)) return schema.type.map(type => typeOf({ ...schema, type })).join(' | ')
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `${parenthesized(typeOf(schema.items ?? {}))}[]`
    case 'object':
      return objectType(schema)
    default:
      return 'unknown'
  }
}

function objectType({ properties, required, additionalProperties }: Schema): string {
  if (!properties) {
    return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`
  }
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${name}${required?.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  return `{ ${fields.join('; ')} }`
}

function parenthesized(type: string): string {
  return type.includes(' | ') ? `(${type})` : type
}

function comment({ description }: Schema): string {
  return description && !description.includes('\n') ? `/** ${description}. */\n` : ''
}
