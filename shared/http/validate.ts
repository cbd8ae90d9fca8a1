import type * as z from 'zod'
import { type ErrorCode, type Fault, problems } from '#shared/contract/problems.ts'
import type { Call } from '#shared/http/call.ts'
import { whileCold } from '#shared/http/parsing.ts'
import { Problem } from '#shared/http/problem.ts'

/** The most entries of `errors`, and the most characters of a name that nobody declared. */
export const MAX_FAULTS = 100
const SHOWN_CHARACTERS = 100

/**
 * Checks path, query and body together, so that one answer names every fault.
 * @throws Problem ValidationFailed; for a path that names nothing, the endpoint's own 404
 */
export function validateInput(call: Call): void {
  const { endpoint, event } = call
  const faults: Fault[] = []
  const check = (place: Fault['in'], schema: z.ZodType | undefined, value: unknown): unknown => {
    if (!schema) return undefined
    // Only the input tells what is missing from what has the wrong type. It stays in this function: nothing logs it.
    const parsed = schema.safeParse(value, { ...whileCold(), reportInput: true })
    if (parsed.success) return parsed.data
    // Of a list, zod also counts the characters, if a text was expected.
    const wrongTypes = new Set<string>()
    for (const issue of parsed.error.issues) {
      if (wrongTypes.has(pathOf(issue.path))) continue
      if (issue.code === 'invalid_type') wrongTypes.add(pathOf(issue.path))
      addFaults(faults, place, issue)
    }
    return undefined
  }
  const params = endpoint.params?.safeParse(event.pathParameters ?? {}, whileCold())
  // [29 path] The contract promises a 404 for a path that names nothing.
  if (params?.success === false) throw new Problem(notFoundCode(endpoint.errors))
  call.input = {
    params: params?.data,
    query: check('query', endpoint.query, endpoint.query && queryOf(event.rawQueryString, faults)),
    body: check('body', endpoint.body, endpoint.body ? event.body : undefined),
  }
  if (faults.length === 0) return
  // [111 faults] There may be thousands.
  const listed = faults.slice(0, MAX_FAULTS)
  throw new Problem('ValidationFailed', { errors: listed, detail: describe(listed) })
}

// The gateway joins repeated parameters with commas; the raw string still tells them apart.
function queryOf(raw: string | undefined, faults: Fault[]): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(raw ?? '')) {
    if (Object.hasOwn(query, name))
      faults.push({ in: 'query', path: printable(name), message: 'is given twice' })
    query[name] = value
  }
  return query
}

function addFaults(faults: Fault[], place: Fault['in'], issue: z.core.$ZodIssue): void {
  if (issue.code !== 'unrecognized_keys') {
    faults.push({ in: place, path: pathOf(issue.path), message: messageOf(issue) })
    return
  }
  for (const key of issue.keys) {
    faults.push({ in: place, path: pathOf([...issue.path, key]), message: 'is not a field here' })
  }
}

function messageOf(issue: z.core.$ZodIssue): string {
  // zod words a missing field as a wrong type or a wrong choice.
  if (issue.input === undefined) return 'is missing'
  if (issue.code === 'invalid_type') return `is not ${article(issue.expected)}`
  const isWorded = issue.code !== 'invalid_value' || !issue.message.startsWith('Invalid option')
  return isWorded ? issue.message : `is not ${issue.values.join(' or ')}`
}

function article(type: string): string {
  const name = type === 'int' ? 'whole number' : type
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(name => printable(String(name))).join('.')
}

function describe(faults: Fault[]): string {
  return faults
    .slice(0, 3)
    .map(fault => `${fault.path || fault.in} ${fault.message}`)
    .join('; ')
}

// The name of a field that nobody declared is whatever was sent: control characters, or a megabyte.
function printable(name: string): string {
  return name
    .slice(0, SHOWN_CHARACTERS)
    .replace(/\p{Cc}/gu, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .slice(0, SHOWN_CHARACTERS)
    .toWellFormed()
}

function notFoundCode(errors: readonly ErrorCode[]): ErrorCode {
  return errors.find(code => problems[code].status === 404) ?? 'NotFound'
}
