interface Parameter {
  name: string
  in: string
  description?: string
  schema: { description?: string; examples?: unknown[] }
}

interface Operation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { example?: unknown }> }
}

interface CollectionSource {
  info: { title: string }
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

/**
 * The operations as a Postman collection (v2.1), which Bruno, Insomnia and Hoppscotch import too. Both keep the
 * session cookies by themselves once a login was sent. What nobody but the media service calls is left out.
 */
export function postmanCollection(document: CollectionSource) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return {
    info: {
      name: document.info.title,
      description: 'Log in first; the cookies are kept. Made from the OpenAPI document.',
      schema: SCHEMA,
    },
    variable: [{ key: 'baseUrl', value: 'http://localhost:3000' }],
    item: document.tags
      .filter(({ name }) => name !== 'webhooks')
      .map(({ name, description }) => ({
        name,
        description,
        item: operations.filter(({ operation }) => operation.tags.includes(name)).map(requestOf),
      })),
  }
}

function requestOf({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const { summary, description, parameters = [], requestBody } = operation
  const of = (place: string) => parameters.filter(parameter => parameter.in === place)
  const body = requestBody?.content['application/json']?.example
  const url = path.replace(/\{(\w+)\}/g, ':$1')
  const query = of('query').map(({ name, description }) => ({
    key: name,
    value: '',
    description,
    // Sent only where somebody ticks it.
    disabled: true,
  }))
  return {
    name: summary,
    request: {
      method,
      description,
      header: [
        ...(body === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
        ...of('header').map(({ name }) => ({ key: name, value: '{{$guid}}', disabled: true })),
      ],
      url: {
        raw: `{{baseUrl}}${url}`,
        host: ['{{baseUrl}}'],
        path: url.slice(1).split('/'),
        query,
        variable: of('path').map(({ name }) => ({
          key: name,
          value: '',
          description: 'From an answer before',
        })),
      },
      ...(body !== undefined && {
        body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
      }),
    },
  }
}
