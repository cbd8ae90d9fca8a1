import * as z from 'zod'
import { invalidParameter, type Refusal } from './refusals.ts'

// What the parameters of a form can be. All of its values are texts.

export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'integer')
  .transform(Number)

export const amount = integer.refine(value => value >= 0, 'nonnegative')

export const boolean = z.enum(['true', 'false']).transform(value => value === 'true')

export const text = z.string().min(1, 'empty').max(5000, 'too long')

export const url = z
  .string()
  .max(5000, 'too long')
  .refine(value => /^https?:\/\//i.test(value) && URL.canParse(value), 'url')

export const metadata = z
  .record(z.string().max(40, 'key too long'), z.string().max(500, 'too long'))
  .refine(value => Object.keys(value).length <= 50, 'too many')

/** A list, which a form writes with the keys 0, 1, 2 …; JSON has a real one. */
export function list<Schema extends z.ZodType>(item: Schema) {
  return z.preprocess(
    value => (typeof value === 'object' && value !== null ? Object.values(value) : value),
    z.array(item).max(100, 'too many'),
  )
}

export const expand = list(text).optional()

interface Range {
  gt?: number | undefined
  gte?: number | undefined
  lt?: number | undefined
  lte?: number | undefined
}

/** A time, or bounds of one: `created[gte]=…`. */
export const range = z
  .union([
    integer.transform((at): Range => ({ gte: at, lte: at })),
    z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial(),
  ])
  .optional()

export function isWithin(time: number, bounds: Range = {}): boolean {
  const { gt, gte, lt, lte } = bounds
  return (
    (gt === undefined || time > gt) &&
    (gte === undefined || time >= gte) &&
    (lt === undefined || time < lt) &&
    (lte === undefined || time <= lte)
  )
}

/** @throws Refusal that names the first parameter that is wrong, as Stripe does */
export function readParameters<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  // An unknown name comes first: it may be a known one that is misspelt, and therefore missing.
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  throw issue === undefined ? invalidParameter('Invalid request.') : refusalOf(deepest(issue), given)
}

/** A union reports the issues of all of its members: the one that came furthest tells most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const inner = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0]
  return inner === undefined ? issue : deepest({ ...inner, path: [...issue.path, ...inner.path] })
}

function refusalOf(issue: z.core.$ZodIssue, given: unknown): Refusal {
  const param = nameOf(issue.path)
  const value = valueAt(given, issue.path)
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map(key => nameOf([...issue.path, key]))
    const plural = names.length > 1 ? 's' : ''
    return invalidParameter(`Received unknown parameter${plural}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: names[0] ?? '',
    })
  }
  if (value === undefined) {
    return invalidParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (issue.code === 'too_small' && value === '') {
    const message = `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`
    return invalidParameter(message, { code: 'parameter_invalid_empty', param })
  }
  if (issue.message === 'integer') {
    return invalidParameter(`Invalid integer: ${String(value)}`, { code: 'parameter_invalid_integer', param })
  }
  if (issue.message === 'nonnegative') {
    return invalidParameter('Invalid non-negative integer', { code: 'parameter_invalid_integer', param })
  }
  if (issue.message === 'url') return invalidParameter('Not a valid URL', { code: 'url_invalid', param })
  if (issue.code === 'invalid_value') {
    return invalidParameter(`Invalid ${param}: must be one of ${issue.values.join(', ')}`, { param })
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    return invalidParameter('Invalid string', { param })
  }
  return invalidParameter(`Invalid ${param}: ${issue.message}`, { param })
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (index === 0 ? String(key) : `[${String(key)}]`)).join('')
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.entries(value).find(([name]) => name === String(key))?.[1]
  }
  return value
}
