import { type Shelf, shown } from '../storage/shown.ts'
import { invalidParameter } from './refusals.ts'

/** Replaces ids in an answer by their objects. A path such as `payment_intent.latest_charge` leads to each. */
export function expanded(
  answer: Record<string, unknown>,
  paths: readonly string[],
  shelf: Shelf,
): Record<string, unknown> {
  for (const path of paths) expandPath(answer, path.split('.'), path, shelf)
  return answer
}

function expandPath(
  object: Record<string, unknown>,
  [key = '', ...rest]: string[],
  path: string,
  shelf: Shelf,
): void {
  const value = object[key]
  if (value === null) return
  if (Array.isArray(value)) {
    for (const item of value) if (isObject(item)) expandPath(item, rest, path, shelf)
    return
  }
  const found = typeof value === 'string' ? shelf.records.find(value) : null
  const inner = found === null ? value : shown(found.object, shelf)
  if (!isObject(inner)) throw invalidParameter(`This property cannot be expanded (${path}).`)
  // What was only read may be kept elsewhere.
  const copy = { ...inner }
  object[key] = copy
  if (rest.length > 0) expandPath(copy, rest, path, shelf)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
