import { isOperatorDocument } from '../filters/comparison.ts'
import { type Document, getField, isDocument, setField } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { equal } from '../values/compare.ts'
import { describeValue } from '../values/describe-value.ts'
import { MongoError } from '../values/errors.ts'
import { isReferenceField } from '../values/paths.ts'
import { isRegex } from '../values/types.ts'
import { assertDollarName } from './field-names.ts'
import { applyModifiers, compileModifiers } from './modifiers.ts'
import { applyUpdatePipeline, validateUpdatePipeline } from './pipeline.ts'

export type Update = Document | Document[]

export interface UpdateOptions {
  arrayFilters?: Document[] | undefined
  /** The query filter: the positional `$` finds the matched element through it. */
  filter?: Document | undefined
  /** True if the update inserts a document (upsert), so that `$setOnInsert` applies. */
  insert?: boolean | undefined
  collation?: Collation | undefined
  now?: Date | undefined
  /** `let` of the command, for pipeline updates. */
  variables?: Document | undefined
}

/** True for a replacement by a whole document; false for modifiers and pipelines. */
export function isReplacement(update: Update): boolean {
  return !Array.isArray(update) && !Object.keys(update)[0]?.startsWith('$')
}

/**
 * Throws what MongoDB refuses before it looks at any document: FailedToParse for unknown modifiers and for
 * replacements of many documents, ConflictingUpdateOperators, unused array filters, and so on.
 */
export function validateUpdate(
  update: Update,
  {
    multi = false,
    arrayFilters,
  }: { multi?: boolean | undefined; arrayFilters?: Document[] | undefined } = {},
): void {
  if (Array.isArray(update)) {
    if (arrayFilters !== undefined) {
      throw new MongoError('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates')
    }
    validateUpdatePipeline(update)
  } else if (isReplacement(update)) {
    if (multi)
      throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update')
    if (arrayFilters !== undefined && arrayFilters.length > 0) {
      throw new MongoError('FailedToParse', 'arrayFilters may not be specified for replacement-style updates')
    }
  } else {
    compileModifiers(update, { arrayFilters })
  }
}

/** The updated document. `doc` is not modified, and parts that did not change are shared with it. */
export function applyUpdate(doc: Document, update: Update, options: UpdateOptions = {}): Document {
  let result: Document
  if (Array.isArray(update)) result = applyUpdatePipeline(doc, update, options)
  else if (isReplacement(update)) result = replacement(update, options)
  else return applyModifiers(doc, compileModifiers(update, options), options)
  return keepId(doc, result)
}

/**
 * The document an upsert starts from: what the filter requires its fields to equal, in `$and` and in `$or`, `$in`
 * and `$all` with one alternative too (manual: "Upsert with Operator Expressions"). A replacement only takes the
 * `_id`. Throws NotSingleValueField (54) if the filter asks for two values in one place.
 */
export function upsertSeed(
  filter: Document,
  { replacement = false }: { replacement?: boolean } = {},
): Document {
  const seed: Document = {}
  const paths: string[] = []
  const required = requiredFields(filter).filter(([path]) => !replacement || path.split('.')[0] === '_id')
  // `_id` goes first, as in every stored document.
  for (const [path, value] of required.sort(([a], [b]) => Number(b === '_id') - Number(a === '_id'))) {
    const other = paths.find(known => overlap(known, path))
    if (other === path)
      throw new MongoError(54, `cannot infer query fields to set, path '${path}' is matched twice`)
    if (other !== undefined) {
      throw new MongoError(
        54,
        `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`,
      )
    }
    paths.push(path)
    setPath(seed, path.split('.'), value)
  }
  return seed
}

/** A document that is new may have names that start with `$`; one that takes the place of another may not. */
function replacement(update: Document, options: UpdateOptions): Document {
  if (options.insert !== true) {
    for (const name of Object.keys(update)) if (name.startsWith('$')) assertDollarName(update, name)
  }
  return { ...update }
}

/** `_id` comes first and keeps its value, even if a replacement or pipeline sets another. */
function keepId(doc: Document, result: Document): Document {
  const id = doc['_id']
  if (id === undefined) return '_id' in result ? { _id: result['_id'], ...result } : result
  if ('_id' in result && !equal(id, result['_id'])) {
    throw new MongoError(
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${describeValue(result['_id'])}`,
    )
  }
  const { _id, ...others } = result
  return Object.hasOwn(others, '__proto__') ? withId(id, result) : { _id: id, ...others }
}

function withId(id: unknown, result: Document): Document {
  const doc: Document = { _id: id }
  for (const name of Object.keys(result)) if (name !== '_id') setField(doc, name, result[name])
  return doc
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}

function requiredFields(filter: Document): [path: string, value: unknown][] {
  return Object.entries(filter).flatMap(([name, value]): [string, unknown][] => {
    if (!name.startsWith('$') || isReferenceField(name))
      return requiredValues(value).map(required => [name, required])
    if (!Array.isArray(value)) return []
    return name === '$and' || (name === '$or' && value.length === 1)
      ? value.filter(isDocument).flatMap(requiredFields)
      : []
  })
}

function requiredValues(value: unknown): unknown[] {
  if (isRegex(value)) return []
  if (!isOperatorDocument(value)) return [value]
  if (Object.hasOwn(value, '$eq')) return [value['$eq']]
  const { $in: alternatives, $all: all } = value
  const only = Array.isArray(alternatives) && alternatives.length === 1 ? alternatives : []
  const values: unknown[] = Array.isArray(all) ? all : only
  return values.filter(item => !isRegex(item) && !isOperatorDocument(item))
}

function setPath(target: Document, path: string[], value: unknown): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    setField(target, name, value)
    return
  }
  const inner = getField(target, name)
  const next: Document = isDocument(inner) ? inner : {}
  setField(target, name, next)
  setPath(next, rest, value)
}
