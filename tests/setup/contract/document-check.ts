import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { type OperationObject, openapi } from './contract.ts'

const DOCUMENT = 'openapi'

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
addFormats.default(ajv)
// The format of passwords is only for forms.
ajv.addFormat('password', true)
ajv.addSchema(openapi, DOCUMENT)

const compiled = new Map<string, ValidateFunction>()

function validatorAt(...pointer: string[]): ValidateFunction {
  const path = pointer.map(part => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent)
  const ref = `${DOCUMENT}#/${path.join('/')}`
  const known = compiled.get(ref)
  if (known) return known
  const validator = ajv.compile({ $ref: ref })
  compiled.set(ref, validator)
  return validator
}

interface Route {
  path: string
  method: string
}

interface PlainAnswer {
  status: number
  headers: Headers
  text: string
}

/** Whether a value fits the body of an operation. */
export function fitsRequestBody({ path, method }: Route, body: unknown): boolean {
  const place = ['paths', path, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema']
  return validatorAt(...place)(body) === true
}

/** Headers that clients act on, which must not be sent unless the document has them. */
const TOLD_HEADERS = ['ratelimit', 'ratelimit-policy', 'retry-after', 'set-cookie', 'www-authenticate']

function headerMisfit(documented: Record<string, { $ref: string }>, sent: Headers): string | null {
  const names = new Set(Object.keys(documented).map(name => name.toLowerCase()))
  const untold = TOLD_HEADERS.find(name => sent.has(name) && !names.has(name))
  if (untold) return `the header ${untold} is not documented`
  for (const [name, { $ref }] of Object.entries(documented)) {
    const { required, schema } = openapi.components.headers[$ref.split('/').at(-1) ?? ''] ?? {}
    const value = sent.get(name)
    if (value === null && required) return `the header ${name} is documented and not sent`
    if (value !== null && !new RegExp(schema?.pattern ?? '^$').test(value)) return `${name}: ${value}`
  }
  return null
}

/** How an answer differs from the document; null if it fits. */
export function misfitOf(route: Route, operation: OperationObject, answer: PlainAnswer): string | null {
  const { status, headers, text } = answer
  const response = operation.responses[String(status)]
  if (!response) return `status ${status} is not documented: ${text.slice(0, 200)}`
  const header = headerMisfit(response.headers, headers)
  if (header) return header
  // hapi, which the local gateway uses, adds a charset to JSON.
  const type = headers.get('content-type')?.split(';')[0] ?? null
  if (!response.content) return text === '' ? null : `a body where none is documented: ${text.slice(0, 200)}`
  const media = type === null ? undefined : response.content[type]
  if (!media) return `content type ${type} is not documented for ${status}`
  if (!type?.endsWith('json')) return null
  const body: unknown = JSON.parse(text)
  const place = [
    'paths',
    route.path,
    route.method.toLowerCase(),
    'responses',
    String(status),
    'content',
    type,
    'schema',
  ]
  const validate = validatorAt(...place)
  if (!validate(body)) return `${ajv.errorsText(validate.errors)}: ${text.slice(0, 300)}`
  if (type !== 'application/problem+json') return null
  const { status: said, requestId }: { status: number; requestId: string } = JSON.parse(text)
  if (said !== status) return `the body says ${said} and not ${status}`
  return requestId === headers.get('x-request-id') ? null : 'the request id is not that of the header'
}
