import { isTruthy } from '../expressions/scope.ts'
import { type Document, getField, isDocument } from '../values/bson.ts'
import { arrayIndex } from '../values/paths.ts'
import { isOperatorDocument } from './comparison.ts'
import { compileFilter, type FilterOptions } from './filter.ts'

interface FieldCondition {
  field: string
  /** The filter that an item matches which is on the way to the field; null if no item can. */
  onTheWay: Document | null
  /** The same for an item of an array that is the field itself. */
  atTheEnd: Document | null
}

/** Conditions that hold if nothing matches. */
const NEGATIONS = new Set(['$ne', '$nin', '$not'])

/** Conditions on the value at the end of the path as a whole, even if it is an array. */
const ABOUT_THE_WHOLE = new Set(['$exists', '$size'])

/**
 * The index that the positional `$` means: that of the first item of the array at `path` that a condition of the
 * filter goes through (manual: "$ (update)"). Of several conditions the last one counts. If none is about this array,
 * the position of a match in another array counts, as in MongoDB.
 */
export function matchedPosition(
  filter: Document,
  doc: Document,
  path: string,
  options: FilterOptions = {},
): number | undefined {
  const conditions = fieldConditions(filter).reverse()
  for (const condition of conditions) {
    const position = positionOf(doc, path, condition, options)
    if (position !== null) return position
  }
  for (const condition of conditions) {
    const array = firstArrayPath(doc, condition.field)
    const position = array === undefined ? null : positionOf(doc, array, condition, options)
    if (position !== null) return position
  }
  return undefined
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

/** Whether a condition goes through the items of an array: one that names an item by its index does not. */
function throughItems(field: string, array: string): boolean {
  if (field === array) return true
  if (!field.startsWith(`${array}.`)) return false
  const [next = ''] = field.slice(array.length + 1).split('.')
  return arrayIndex(next) === undefined
}

/** Conditions on one field each that a match of an item can fulfil; `$or` only counts if it is an `$in`. */
function fieldConditions(filter: Document): FieldCondition[] {
  return Object.entries(filter).flatMap(([name, value]): FieldCondition[] => {
    if (!name.startsWith('$')) return fulfillable(name, value)
    if (!Array.isArray(value)) return []
    const branches = value.filter(isDocument)
    if (name === '$and' || (name === '$or' && branches.length === 1)) return branches.flatMap(fieldConditions)
    if (name !== '$or') return []
    const equalities = branches.map(equality)
    const [field = ''] = equalities
    if (field === '' || equalities.some(each => each !== field)) return []
    return [{ field, onTheWay: { $or: branches }, atTheEnd: { $or: branches } }]
  })
}

/** The field of a filter that asks for one value, or one of several; an empty text for any other filter. */
function equality(filter: Document): string {
  const [entry, ...others] = Object.entries(filter)
  if (entry === undefined || others.length > 0 || entry[0].startsWith('$')) return ''
  const [field, value] = entry
  if (!isOperatorDocument(value)) return field
  return Object.keys(value).every(operator => operator === '$eq' || operator === '$in') ? field : ''
}

function fulfillable(field: string, value: unknown): FieldCondition[] {
  if (!isOperatorDocument(value)) {
    return [{ field, onTheWay: { [field]: value }, atTheEnd: { [field]: value } }]
  }
  const operators = Object.entries(value).filter(
    ([operator, operand]) => !NEGATIONS.has(operator) && (operator !== '$exists' || isTruthy(operand)),
  )
  const all = value['$all']
  const alone = operators.flatMap(([operator, operand]) => {
    if (operator === '$options') return []
    const entries = operators.filter(([other]) => operator === '$regex' && other === '$options')
    return [ofOperators(field, [[operator, operand], ...entries])]
  })
  // The last of these counts: an item that fulfils all conditions comes before one that fulfils a single one.
  return [
    ...alone,
    ofOperators(field, operators),
    ...(Array.isArray(all) ? all.flatMap(item => fulfillable(field, item)) : []),
  ]
}

function ofOperators(field: string, operators: [string, unknown][]): FieldCondition {
  const ofItem = operators.filter(([operator]) => !ABOUT_THE_WHOLE.has(operator))
  const filterOf = (entries: [string, unknown][]) =>
    entries.length === 0 ? null : { [field]: Object.fromEntries(entries) }
  return { field, onTheWay: filterOf(operators), atTheEnd: filterOf(ofItem) }
}

/** Tries the array with each item alone: if the filter still matches, it matched through that item. */
function positionOf(
  doc: Document,
  path: string,
  condition: FieldCondition,
  options: FilterOptions,
): number | null {
  if (!throughItems(condition.field, path)) return null
  const filter = condition.field === path ? condition.atTheEnd : condition.onTheWay
  if (filter === null) return null
  const components = path.split('.')
  const matches = compileFilter(filter, options)
  let array: unknown = doc
  for (const component of components) {
    const index = arrayIndex(component)
    if (isDocument(array)) array = getField(array, component)
    else if (Array.isArray(array) && index !== undefined) array = array[index]
    else return null
  }
  if (!Array.isArray(array)) return null
  const found = array.findIndex(item => matches(replacedAt(doc, components, [item])))
  return found === -1 ? null : found
}
