import type { Auth } from '#shared/http/endpoint.ts'
import type { Stop } from './postman-walk.ts'
import { wholeWalk } from './whole-walk.ts'

interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema: { description?: string; examples?: unknown[] }
}

interface Media {
  example?: Record<string, unknown>
}

interface Operation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { content?: Record<string, Media> }>
}

interface CollectionSource {
  info: { title: string }
  paths: Record<string, Record<string, Operation>>
}

interface Found {
  path: string
  method: string
  operation: Operation
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

/**
 * The operations as a Postman collection (v2.1), which Bruno, Insomnia and Hoppscotch import too, in an order in
 * which all of them can be run. Webhooks are left out.
 * @param auths who may call each operation
 * @throws Error that names an operation that has no place in the walk, or is twice in it
 */
export function postmanCollection(document: CollectionSource, auths: ReadonlyMap<string, Auth>) {
  const operations = new Map<string, Found>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.tags.includes('webhooks')) continue
      operations.set(operation.operationId, { path, method: method.toUpperCase(), operation })
    }
  }
  const itemOf = (stop: Stop) => {
    const found = operations.get(stop.operation)
    return found ? operationItem(stop, found) : fileItem(stop, operations)
  }
  const walkers = [...operations].map(([name, { path }]) => ({ name, path, auth: auths.get(name) }))
  const item = wholeWalk(walkers).map(({ name, description, stops }) => ({
    name,
    description,
    item: stops.map(itemOf),
  }))
  const variables = {
    baseUrl: 'http://localhost:3000',
    password: String(exampleBody(operations.get('registerUser'))?.['password']),
    // Filled in by hand from the links in the mails of `requestVerification` and `forgotPassword`.
    emailToken: '',
    resetToken: '',
    // Anything, once the email address of the partner is confirmed.
    partnerIsVerified: '',
    // The end of a link to a reel that the player has shared.
    shareCode: '',
    // From a purchase that was paid in a browser.
    paidPurchaseId: '',
  }
  return {
    info: {
      name: document.info.title,
      description:
        'Run it from top to bottom. Or register first, and then send any request. Variables keep what the answers contain, and cookies keep the session. Made from the OpenAPI document.',
      schema: SCHEMA,
    },
    variable: Object.entries(variables).map(([key, value]) => ({ key, value })),
    item,
  }
}

function operationItem(stop: Stop, { path, method, operation }: Found) {
  const { summary, description, parameters = [], responses } = operation
  const of = (place: string) => parameters.filter(parameter => parameter.in === place)
  const example = exampleBody({ path, method, operation })
  const url = path.replace(/\{(\w+)\}/g, ':$1')
  const needed = of('query').flatMap(({ name, required, schema }) =>
    required ? [[name, schema.examples?.[0]]] : [],
  )
  const sends = { ...Object.fromEntries(needed), ...stop.sends }
  const sent = of('query').flatMap(({ name }) => (name in sends ? [`${name}=${sends[name]}`] : []))
  const body = example && {
    ...example,
    ...Object.fromEntries(Object.entries(sends).filter(([name]) => name in example)),
  }
  return {
    name: summary,
    // What makes something can also answer that it is there already.
    event: events(stop, '201' in responses ? '201' : (Object.keys(responses)[0] ?? '200')),
    request: {
      method,
      description,
      header: [
        ...(body ? [{ key: 'Content-Type', value: 'application/json' }] : []),
        ...of('header').map(({ name }) => ({ key: name, value: '{{$guid}}', disabled: true })),
      ],
      url: {
        raw: `{{baseUrl}}${url}${sent.length > 0 ? `?${sent.join('&')}` : ''}`,
        host: ['{{baseUrl}}'],
        path: url.slice(1).split('/'),
        // Sent only if the box is ticked, except what must be sent.
        query: of('query').map(({ name, description }) => ({
          key: name,
          value: sends[name] ?? '',
          description,
          disabled: !(name in sends),
        })),
        variable: of('path').map(({ name }) => ({ key: name, value: sends[name] ?? `{{${name}}}` })),
      },
      ...(body && {
        body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
      }),
    },
  }
}

/** The form of `renewUpload`, with the video of the example of `createReel` as Base64. */
function fileItem(stop: Stop, operations: ReadonlyMap<string, Found>) {
  const answer = operations.get('renewUpload')?.operation.responses['201']?.content?.['application/json']
  const { upload }: { upload?: { fields?: Record<string, string> } } = answer?.example ?? {}
  const { video }: { video?: { base64?: string } } = exampleBody(operations.get('createReel')) ?? {}
  const field = (key: string, value: string) => ({ key, value, type: 'text' })
  return {
    name: 'Send the file to the media service',
    event: events(stop, '200'),
    request: {
      method: 'POST',
      description: 'A program sends its own file here, as the last part of the form.',
      header: [],
      url: { raw: '{{uploadUrl}}', host: ['{{uploadUrl}}'] },
      body: {
        mode: 'formdata',
        formdata: [
          ...Object.keys(upload?.fields ?? {}).map(name => field(name, `{{uploadFields.${name}}}`)),
          field('file', video?.base64 ?? ''),
        ],
      },
    },
  }
}

function exampleBody(found: Found | undefined): Record<string, unknown> | undefined {
  return found?.operation.requestBody?.content['application/json']?.example
}

/** Checks the status, and keeps what later requests need. An object becomes one variable for each of its fields. */
function events({ keeps = {}, needs, sets = {} }: Stop, status: string) {
  const script = (listen: string, exec: string[]) => ({ listen, script: { type: 'text/javascript', exec } })
  const keep = Object.entries(keeps).map(([name, place]) => {
    const value = `pm.response.json().${place.replace(/\.(\d+)/g, '[$1]')}`
    return name === 'uploadFields'
      ? `for (const [name, value] of Object.entries(${value})) pm.collectionVariables.set('uploadFields.' + name, value)`
      : `pm.collectionVariables.set('${name}', ${value})`
  })
  const set = Object.entries(sets).map(([name, value]) => `pm.collectionVariables.set('${name}', '${value}')`)
  const skip = `if (!pm.variables.get('${needs}')) pm.execution.skipRequest()`
  return [
    ...(needs ? [script('prerequest', [skip])] : []),
    script('test', [
      `pm.test('answers ${status}', () => pm.response.to.have.status(${status}))`,
      ...keep,
      ...set,
    ]),
  ]
}
