import type * as z from 'zod'
import { type ErrorCode, type Fault, problems } from '#shared/contract/problems.ts'
import type { Call } from '#shared/http/call.ts'
import { whileCold } from '#shared/http/parsing.ts'
import { Problem } from '#shared/http/problem.ts'

/** As many entries as the document promises at most, and characters of a name that nobody declared. */
const MOST_FAULTS = 1_000
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
    const parsed = schema.safeParse(value, whileCold())
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) faults.push(...faultsOf(place, issue))
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
  throw new Problem('ValidationFailed', { errors: faults.slice(0, MOST_FAULTS), detail: describe(faults) })
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

function faultsOf(place: Fault['in'], issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const message = 'is not a field here'
    return issue.keys.map(key => ({ in: place, path: pathOf([...issue.path, key]), message }))
  }
  return [{ in: place, path: pathOf(issue.path), message: messageOf(issue) }]
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return issue.message
  // zod words a missing field as a type error.
  return issue.input === undefined ? 'is missing' : `is not ${article(issue.expected)}`
}

function article(type: string): string {
  const name = type === 'int' ? 'integer' : type
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
