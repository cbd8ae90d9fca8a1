import { matchedPosition } from '../filters/positional.ts'
import { type Document, getField, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { equal } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { arrayIndex } from '../values/paths.ts'
import { typeName } from '../values/types.ts'
import { compileArrayFilters } from './array-filters.ts'
import { addToSet, pop, pull, pullAll, push } from './arrays.ts'
import { assertDollarName } from './field-names.ts'
import { type Change, changeAt, filteredIdentifier, type ItemFilters, shown } from './paths.ts'
import {
  bit,
  type ChangeContext,
  currentDate,
  increment,
  maximum,
  minimum,
  multiplyBy,
  type NewChange,
  set,
  unset,
} from './values.ts'

const MODIFIERS: { readonly [name: string]: NewChange } = {
  $set: set,
  $setOnInsert: set,
  $unset: unset,
  $inc: increment,
  $mul: multiplyBy,
  $min: minimum,
  $max: maximum,
  $currentDate: currentDate,
  $bit: bit,
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
}

interface Step {
  path: string
  components: string[]
  positional: boolean
  insertOnly: boolean
  change: (context: ChangeContext) => Change
  /** `$rename` gives the value of this path to `path`. */
  source?: string
}

export interface Modifiers {
  steps: Step[]
  filters: ItemFilters
}

interface CompileOptions {
  arrayFilters?: Document[] | undefined
  collation?: Collation | undefined
}

/** Compiled modifiers by update: one `updateMany` applies the same object to many documents. */
const compiled = new WeakMap<Document, CompileOptions & { modifiers: Modifiers }>()

export interface ApplyOptions {
  filter?: Document | undefined
  insert?: boolean | undefined
  collation?: Collation | undefined
  now?: Date | undefined
}

export function compileModifiers(update: Document, options: CompileOptions): Modifiers {
  const { arrayFilters, collation } = options
  const known = compiled.get(update)
  if (known !== undefined && known.arrayFilters === arrayFilters && known.collation === collation) {
    return known.modifiers
  }
  const steps: Step[] = []
  for (const [name, fields] of Object.entries(update)) {
    if (name !== '$rename' && !Object.hasOwn(MODIFIERS, name)) {
      throw new MongoError(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    }
    if (!isDocument(fields)) {
      throw new MongoError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${shown(fields)}}`,
      )
    }
    for (const [path, operand] of Object.entries(fields)) steps.push(...compileStep(name, path, operand))
  }
  checkConflicts(steps)
  const filters = compileArrayFilters(
    arrayFilters ?? [],
    steps.map(step => step.path),
    update,
    collation,
  )
  // Fields are created in this order, regardless of the order of the modifiers (manual: "Update Operators").
  const result = { steps: steps.sort(byPath), filters }
  compiled.set(update, { arrayFilters, collation, modifiers: result })
  return result
}

export function applyModifiers(
  doc: Document,
  { steps, filters }: Modifiers,
  options: ApplyOptions,
): Document {
  const context: ChangeContext = {
    id: doc['_id'],
    now: options.now ?? new Date(),
    collation: options.collation,
  }
  let result: unknown = doc
  for (const step of steps) {
    if (step.insertOnly && options.insert !== true) continue
    const path = step.positional ? withPosition(step, doc, options) : step.components
    const change = step.source === undefined ? step.change(context) : renamed(step, doc, context)
    if (change === undefined) continue
    const before = result
    result = changeAt(result, path, change, filters)
    if (options.insert !== true && result !== before) assertTopName(path, before, result)
  }
  if (!isDocument(result)) return doc
  checkId(doc, result)
  return idFirst(result, options.insert === true)
}

function compileStep(name: string, path: string, operand: unknown): Step[] {
  const components = checkPath(path)
  const base = { path, components, positional: components.includes('$'), insertOnly: name === '$setOnInsert' }
  if (name !== '$rename') {
    const change = MODIFIERS[name]?.(operand, path)
    return change === undefined ? [] : [{ ...base, change }]
  }
  if (typeof operand !== 'string') {
    throw new MongoError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${path}: ${shown(operand)}`,
    )
  }
  const target = checkPath(operand)
  if (path === operand) {
    throw new MongoError(
      'BadValue',
      `The source and target field for $rename must differ: ${path}: "${operand}"`,
    )
  }
  checkNotDynamic('source', path, components)
  checkNotDynamic('destination', operand, target)
  return [
    { ...base, change: unset() },
    { ...base, path: operand, components: target, change: set(null), source: path },
  ]
}

function checkNotDynamic(role: string, path: string, components: string[]): void {
  if (components.some(component => component === '$' || filteredIdentifier(component) !== undefined)) {
    throw new MongoError('BadValue', `The ${role} field for $rename may not be dynamic: ${path}`)
  }
}

function checkPath(path: string): string[] {
  if (path === '') throw new MongoError('EmptyFieldName', 'An empty update path is not valid.')
  const components = path.split('.')
  if (components.includes('')) {
    throw new MongoError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    )
  }
  if (components[0] === '$' || filteredIdentifier(components[0] ?? '') !== undefined) {
    throw new MongoError(
      'BadValue',
      `Cannot have array filter or positional operator as the first path component: '${path}'`,
    )
  }
  if (components.filter(component => component === '$').length > 1) {
    throw new MongoError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`)
  }
  return components
}

function checkConflicts(steps: Step[]): void {
  const targets = new Set<string>()
  const parents = new Set<string>()
  for (const { path } of steps) {
    let conflict = targets.has(path) || parents.has(path) ? path : undefined
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
      const parent = path.slice(0, dot)
      if (targets.has(parent)) conflict ??= parent
      parents.add(parent)
    }
    if (conflict !== undefined) {
      throw new MongoError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${conflict}'`,
      )
    }
    targets.add(path)
  }
}

/** Names in lexicographic order, array indexes in numeric. */
function byPath({ components: a }: Step, { components: b }: Step): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]]
    if (x === y) continue
    const [m, n] = [arrayIndex(x), arrayIndex(y)]
    if (m !== undefined && n !== undefined) return m - n
    return x < y ? -1 : 1
  }
  return a.length - b.length
}

/** Only a document that is new may get a field at its top whose name starts with `$`. */
function assertTopName([name = '', ...rest]: string[], before: unknown, result: unknown): void {
  if (!name.startsWith('$') || !isDocument(before) || !isDocument(result)) return
  const untouched = rest.length > 0 && getField(before, name) !== undefined
  if (!untouched && getField(result, name) !== undefined) assertDollarName(result, name)
}

function withPosition({ components, path }: Step, doc: Document, options: ApplyOptions): string[] {
  const at = components.indexOf('$')
  const array = components.slice(0, at).join('.')
  const position =
    options.insert === true
      ? undefined
      : matchedPosition(options.filter ?? {}, doc, array, { collation: options.collation })
  if (position === undefined) {
    throw new MongoError(
      'BadValue',
      `The positional operator did not find the match needed from the query. Unexpanded update: ${path}`,
    )
  }
  return components.with(at, String(position))
}

/** The change that puts the value of the source where the target is; none if there is no source. */
function renamed(
  { source = '', components }: Step,
  doc: Document,
  context: ChangeContext,
): Change | undefined {
  const value = plainValue(doc, source.split('.'), 'source', context)
  if (value === undefined) return undefined
  plainValue(doc, components, 'destination', context)
  return { creates: true, apply: () => value }
}

function plainValue(doc: Document, path: string[], role: string, { id }: ChangeContext): unknown {
  let value: unknown = doc
  for (const [depth, name] of path.entries()) {
    if (Array.isArray(value)) {
      throw new MongoError(
        'BadValue',
        `The ${role} field cannot be an array element, '${path.join('.')}' in doc with _id: ${shown(id)} has an array field called '${path[depth - 1]}'`,
      )
    }
    if (!isDocument(value)) return undefined
    value = getField(value, name)
  }
  return value
}

function checkId(doc: Document, result: Document): void {
  const id = doc['_id']
  if (id === undefined || id === result['_id'] || (result['_id'] !== undefined && equal(id, result['_id'])))
    return
  throw new MongoError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  )
}

/** An upsert may get its `_id` from a modifier: it goes first all the same. */
function idFirst(doc: Document, insert: boolean): Document {
  if (!insert || !('_id' in doc) || Object.keys(doc)[0] === '_id') return doc
  const { _id, ...others } = doc
  return { _id, ...others }
}
