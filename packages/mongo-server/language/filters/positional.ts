import { type Document, getField, isDocument } from '../values/bson.ts'
import { arrayIndex } from '../values/paths.ts'
import { isOperatorDocument } from './comparison.ts'
import { compileFilter, type FilterOptions } from './filter.ts'

/**
 * The index the positional `$` stands for: of the first item of the array at `path` that a condition of the filter
 * goes through (manual: "$ (update)"); of several conditions the last counts. If none is about this array, the
 * position of a match in another array counts, as it does in MongoDB.
 */
export function matchedPosition(
  filter: Document,
  doc: Document,
  path: string,
  options: FilterOptions = {},
): number | undefined {
  const conditions = fieldConditions(filter).reverse()
  for (const [field, condition] of conditions) {
    if (!throughItems(field, path)) continue
    const position = positionOf(doc, path, condition, options)
    if (position !== undefined) return position
  }
  for (const [field, condition] of conditions) {
    const array = firstArrayPath(doc, field)
    if (array === undefined || !throughItems(field, array)) continue
    const position = positionOf(doc, array, condition, options)
    if (position !== undefined) return position
  }
  return undefined
}

/** Whether a condition goes through the items of an array: one that names an item by its index does not. */
function throughItems(field: string, array: string): boolean {
  if (field === array) return true
  if (!field.startsWith(`${array}.`)) return false
  const [next = ''] = field.slice(array.length + 1).split('.')
  return arrayIndex(next) === undefined
}

type FieldCondition = [field: string, filter: Document]

/** Conditions on one field each that a match of an item can fulfil; `$or` only counts where it is an `$in`. */
function fieldConditions(filter: Document): FieldCondition[] {
  return Object.entries(filter).flatMap(([name, value]): FieldCondition[] => {
    if (!name.startsWith('$')) return fulfillable(name, value)
    if (!Array.isArray(value)) return []
    const branches = value.filter(isDocument)
    if (name === '$and') return branches.flatMap(fieldConditions)
    if (name !== '$or') return []
    const fields = new Set(branches.flatMap(branch => Object.keys(branch)))
    const [field = ''] = fields
    return fields.size === 1 && !field.startsWith('$') ? [[field, { $or: branches }]] : []
  })
}

/** The conditions that hold for want of a match, or for the array as a whole, are about no item. */
const aboutNoItem = new Set(['$ne', '$nin', '$not', '$exists', '$size'])

function fulfillable(field: string, value: unknown): FieldCondition[] {
  if (!isOperatorDocument(value)) return [[field, { [field]: value }]]
  const operators = Object.entries(value).filter(([operator]) => !aboutNoItem.has(operator))
  return operators.length === 0 ? [] : [[field, { [field]: Object.fromEntries(operators) }]]
}

/** Tries the array with each item alone: what still matches then matched through that item. */
function positionOf(
  doc: Document,
  path: string,
  filter: Document,
  options: FilterOptions,
): number | undefined {
  const components = path.split('.')
  const matches = compileFilter(filter, options)
  let array: unknown = doc
  for (const component of components) {
    const index = arrayIndex(component)
    if (isDocument(array)) array = getField(array, component)
    else if (Array.isArray(array) && index !== undefined) array = array[index]
    else return undefined
  }
  if (!Array.isArray(array)) return undefined
  const found = array.findIndex(item => matches(replacedAt(doc, components, [item])))
  return found === -1 ? undefined : found
}

export function replacedAt(doc: Document, components: string[], value: unknown): Document {
  const [name = '', ...rest] = components
  const inner = getField(doc, name)
  if (rest.length === 0) return { ...doc, [name]: value }
  if (isDocument(inner)) return { ...doc, [name]: replacedAt(inner, rest, value) }
  if (Array.isArray(inner)) {
    const nested = replacedAt(Object.fromEntries(inner.entries()), rest, value)
    return { ...doc, [name]: inner.map((_, index) => nested[index]) }
  }
  return doc
}

/** The path to the first array on the way along a path, if there is one. */
export function firstArrayPath(doc: Document, path: string): string | undefined {
  let value: unknown = doc
  const passed: string[] = []
  for (const component of path.split('.')) {
    if (!isDocument(value)) break
    value = getField(value, component)
    passed.push(component)
  }
  return Array.isArray(value) ? passed.join('.') : undefined
}
