/** The parts of a JSON Schema that an example is made from. */
export interface ExampleSchema {
  $ref?: string
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  anyOf?: ExampleSchema[]
  oneOf?: ExampleSchema[]
  items?: ExampleSchema
  properties?: Record<string, ExampleSchema>
}

/**
 * The example of a schema: its own, or one put together from its parts.
 * @throws Error that names the part without an example
 */
export function exampleOf(
  schema: ExampleSchema,
  components: Record<string, ExampleSchema>,
  path: string,
): unknown {
  const part = (inner: ExampleSchema, name: string) => exampleOf(inner, components, `${path}.${name}`)
  if (schema.examples) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.$ref) return part(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, '')
  if (schema.enum) return schema.enum[0]
  const [first] = schema.oneOf ?? schema.anyOf ?? []
  if (first) return part(first, '')
  if (schema.items) return [part(schema.items, '0')]
  if (!schema.properties) throw new Error(`${path} needs an example: .meta({ examples: […] })`)
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, inner]) => [name, part(inner, name)]),
  )
}
