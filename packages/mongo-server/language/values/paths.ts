import { getField, isDocument } from './bson.ts'

/** The fields of a reference to a document (manual: "DBRefs"), whose names look like operators. */
const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db'])

const DIGITS_ONLY = /^(0|[1-9][0-9]*)$/

export function isReferenceField(name: string): boolean {
  return REFERENCE_FIELDS.has(name)
}

/** Whether MongoDB refuses the name as part of a path in expressions, projections and sorts. */
export function isReservedName(name: string): boolean {
  return name.startsWith('$') && !REFERENCE_FIELDS.has(name)
}

/** The array index that a path component may mean, or undefined. */
export function arrayIndex(component: string): number | undefined {
  return DIGITS_ONLY.test(component) ? Number(component) : undefined
}

/**
 * Whether `visit` accepts any of the values that a query path leads to (manual: "Query an Array of Embedded
 * Documents"). Arrays on the way lead to each of their documents, and to the item that a numeric component names. An
 * array at the end is visited as it is. `undefined` is visited if a document or scalar lacks the field; array items
 * that are not documents are skipped.
 */
export function anyValueAt(
  value: unknown,
  path: readonly string[],
  visit: (value: unknown) => boolean,
  depth = 0,
): boolean {
  const component = path[depth]
  if (component === undefined) return visit(value)
  if (Array.isArray(value)) {
    const index = arrayIndex(component)
    const named = index !== undefined && index < value.length
    for (const item of value) {
      if (!isDocument(item)) continue
      // If the component names an item, documents that lack it as a field do not count as missing it: the keys of an
      // index on such a path come from the item alone.
      if (named && getField(item, component) === undefined) continue
      if (anyValueAt(item, path, visit, depth)) return true
    }
    return named && anyValueAt(value[index], path, visit, depth + 1)
  }
  if (isDocument(value)) return anyValueAt(getField(value, component), path, visit, depth + 1)
  return visit(undefined)
}

/** The value at a path in expressions. An array on the way becomes an array of what its documents have there. */
export function valueAt(value: unknown, path: readonly string[], depth = 0): unknown {
  let current = value
  for (let at = depth; at < path.length; at++) {
    if (Array.isArray(current)) return valuesIn(current, path, at)
    if (!isDocument(current)) return undefined
    current = getField(current, path[at] ?? '')
  }
  return current
}

function valuesIn(items: unknown[], path: readonly string[], depth: number): unknown[] {
  const found: unknown[] = []
  for (const item of items) {
    const value = valueAt(item, path, depth)
    if (value !== undefined && !(Array.isArray(item) && Array.isArray(value) && value.length === 0))
      found.push(value)
  }
  return found
}
