import { type Part, SEND_FILE, type Stop, WALK } from './postman-walk.ts'

interface Parameter {
  name: string
  in: string
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
 * @throws Error that names an operation that is missing from the walk or from the document
 */
export function postmanCollection(document: CollectionSource) {
  const operations = new Map<string, Found>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.tags.includes('webhooks')) continue
      operations.set(operation.operationId, { path, method: method.toUpperCase(), operation })
    }
  }
  const left = new Map(operations)
  const itemOf = (given: Part['stops'][number]) => {
    const stop = typeof given === 'string' ? { operation: given } : given
    if (stop.operation === SEND_FILE) return fileItem(stop, operations)
    const found = left.get(stop.operation)
    if (!found) throw new Error(`${stop.operation} is twice in the walk, or missing from the document`)
    left.delete(stop.operation)
    return operationItem(stop, found)
  }
  const item = WALK.map(({ name, description, stops }) => ({ name, description, item: stops.map(itemOf) }))
  if (left.size > 0)
    throw new Error(`Add ${[...left.keys()].join(', ')} to the walk in tooling/contract/postman-walk.ts`)
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
  const sends = stop.sends ?? {}
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
        variable: of('path').map(({ name }) => ({ key: name, value: sends[name] ?? '' })),
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
