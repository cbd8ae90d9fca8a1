import { type Document, getField, isDocument } from './bson.ts'
import { MongoError } from './errors.ts'
import { hashKey } from './key-bytes.ts'

export interface IndexEntries {
  keys: unknown[][]
  /**
   * True if the path of the field met an array. Then bounds must not be intersected, and sorts not trusted, without
   * further checks.
   */
  multikey: boolean
  /**
   * For each field whether the document has no value for it at all. A sparse index leaves out documents that lack
   * all.
   */
  missing: boolean[]
}

/** Array index in a path, as MongoDB reads it: no leading zeros. */
const ARRAY_INDEX = /^(0|[1-9][0-9]*)$/

/** A field while its path is followed: what has been reached, the rest of the path, and whether it still fans out. */
interface Branch {
  value: unknown
  rest: string[]
  done: boolean
}

/** The key of an empty array, until the whole key is complete. */
const EMPTY_ARRAY = Symbol('empty array')

/**
 * The keys of a document in a compound index (manual: "Multikey Indexes"). A missing field is null, an empty array
 * `undefined`, an array inside an array is a value. Throws CannotIndexParallelArrays if two fields run through
 * different arrays.
 */
export function indexEntries(doc: Document, fields: string[]): IndexEntries {
  const missing = fields.map(() => true)
  if (fields.every(field => isPlain(doc, field))) {
    const key = fields.map((field, i) => {
      const value = getField(doc, field)
      missing[i] = value === undefined
      return value ?? null
    })
    return { keys: [key], multikey: false, missing }
  }
  const entries: IndexEntries = { keys: [], multikey: false, missing }
  const start = fields.map(field => ({ value: doc, rest: field.split('.'), done: false }))
  expand(start, fields, entries)
  return entries.multikey ? { ...entries, keys: unique(entries.keys) } : entries
}

export function indexKeys(doc: Document, fields: string[]): unknown[][] {
  return indexEntries(doc, fields).keys
}

function isPlain(doc: Document, field: string): boolean {
  return !field.includes('.') && !Array.isArray(doc[field])
}

/**
 * Follows all fields at once down to the first array. Then its items replace it in every field that leads through it.
 */
function expand(branches: Branch[], fields: string[], entries: IndexEntries): void {
  const reached = branches.map(descend)
  const open = reached.map(({ value, done }) => (!done && Array.isArray(value) ? value : undefined))
  const array = open.find(value => value !== undefined)
  if (array === undefined) {
    entries.keys.push(
      reached.map(({ value }, i) => {
        if (value === undefined) return null
        entries.missing[i] = false
        return value === EMPTY_ARRAY ? undefined : value
      }),
    )
    return
  }
  const other = open.findIndex(value => value !== undefined && value !== array)
  if (other !== -1) {
    const names = [fields[other], fields[open.indexOf(array)]].map(field => `[${field?.split('.').at(-1)}]`)
    throw new MongoError('CannotIndexParallelArrays', `cannot index parallel arrays ${names.join(' ')}`)
  }
  entries.multikey = true
  const items: unknown[] = array.length === 0 ? [EMPTY_ARRAY] : array
  for (const item of items) {
    const inside = reached.map((branch, i) => (open[i] === undefined ? branch : enter(item, branch.rest)))
    expand(inside, fields, entries)
  }
}

function enter(item: unknown, rest: string[]): Branch {
  if (rest.length === 0) return { value: item, rest, done: true }
  return isDocument(item) ? { value: item, rest, done: false } : { value: undefined, rest: [], done: true }
}

function descend(branch: Branch): Branch {
  let { value, rest } = branch
  if (branch.done) return branch
  while (rest.length > 0) {
    const [name = '', ...further] = rest
    if (isDocument(value)) value = getField(value, name)
    else if (Array.isArray(value) && ARRAY_INDEX.test(name)) value = itemAt(value, name)
    else if (Array.isArray(value)) break
    else return { value: undefined, rest: [], done: true }
    rest = further
  }
  return { value, rest, done: false }
}

/** Throws 16746 if items have a field of that name too, because a key cannot mean both. */
function itemAt(items: unknown[], name: string): unknown {
  if (items.some(item => isDocument(item) && getField(item, name) !== undefined)) {
    throw new MongoError(
      16746,
      `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${name}'`,
    )
  }
  return items[Number(name)]
}

function unique(keys: unknown[][]): unknown[][] {
  const seen = new Map<string, unknown[]>()
  for (const key of keys) {
    const bytes = key.map(value => hashKey(value)).join('\u0000')
    if (!seen.has(bytes)) seen.set(bytes, key)
  }
  return [...seen.values()]
}
