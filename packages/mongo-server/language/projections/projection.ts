import { compileExpression } from '../expressions/expression.ts'
import { type Expression, newScope, type Scope } from '../expressions/scope.ts'
import { compileFilter } from '../filters/filter.ts'
import { firstArrayPath, matchedPosition, replacedAt } from '../filters/positional.ts'
import { type Document, getField, isDocument, setField } from '../values/bson.ts'
import type { Collation } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { isReservedName, valueAt } from '../values/paths.ts'
import { isNumeric } from '../values/types.ts'

export type ProjectionOptions = {
  collation?: Collation | undefined
  variables?: Document | undefined
  now?: Date | undefined
  /** `find` has `$slice`, `$elemMatch` and the positional `$`; aggregation's `$project` does not. */
  aggregation?: boolean
}

/** What happens to a field: kept, dropped, computed, replaced from its own value, or looked into. */
type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; value: Expression }
  | { kind: 'change'; change: (value: unknown, doc: Document) => unknown }
type Tree = { kind: 'tree'; fields: Map<string, Leaf | Tree> }

type Mode = 'include' | 'exclude'

/**
 * A projection (manual: "Project Fields to Return from Query") as a function giving new documents; parts they share
 * with the original must not be modified. `filter` is the query, needed by the positional `$`. Throws 31253 and
 * 31254 for mixtures of inclusion and exclusion.
 */
export function compileProjection(
  projection: Document,
  filter: Document = {},
  options: ProjectionOptions = {},
): (doc: Document) => Document {
  const root: Tree = { kind: 'tree', fields: new Map() }
  const state: Parser = {
    root,
    mode: undefined,
    idExcluded: false,
    slices: false,
    positional: undefined,
    filter,
    options,
  }
  for (const [path, value] of Object.entries(projection)) parseField(state, path, value)
  if (state.mode === undefined)
    state.mode = state.slices || state.idExcluded ? 'exclude' : defaultMode(projection)
  if (state.mode === 'include' && !state.idExcluded && !root.fields.has('_id')) {
    root.fields.set('_id', { kind: 'include' })
  }
  if (state.mode === 'include' && state.idExcluded) root.fields.delete('_id')
  const project = compileTree(root, state.mode, options)
  const { positional } = state
  return positional === undefined ? project : doc => project(narrowed(doc, positional, state))
}

function compileTree(root: Tree, mode: Mode, options: ProjectionOptions): (doc: Document) => Document {
  const simple = simpleInclusion(root, mode)
  if (simple !== undefined) return simple
  return doc => {
    const scope = newScope(doc, options.variables, options.now)
    return mode === 'include' ? included(doc, root, scope, doc) : excluded(doc, root, scope, doc)
  }
}

type Parser = {
  root: Tree
  mode: Mode | undefined
  idExcluded: boolean
  slices: boolean
  /** The array the positional `$` narrows to the matched item. */
  positional: string | undefined
  filter: Document
  options: ProjectionOptions
}

function defaultMode(projection: Document): Mode {
  return Object.keys(projection).length === 0 ? 'exclude' : 'include'
}

function parseField(state: Parser, path: string, value: unknown): void {
  const { options } = state
  if (path === '') throw new MongoError(40352, 'FieldPath cannot be constructed with empty string')
  if (!options.aggregation && path.endsWith('.$')) {
    parsePositional(state, path.slice(0, -2), value)
    return
  }
  checkPath(path)
  if (typeof value === 'boolean' || isNumeric(value)) {
    const include = typeof value === 'boolean' ? value : toNumber(value) !== 0
    if (path === '_id') {
      if (include) place(state, path, { kind: 'include' })
      else {
        state.idExcluded = true
        place(state, path, { kind: 'exclude' })
      }
      return
    }
    setMode(state, include ? 'include' : 'exclude', path)
    place(state, path, { kind: include ? 'include' : 'exclude' })
    return
  }
  if (isDocument(value)) {
    const [operator, ...more] = Object.keys(value)
    if (operator === undefined)
      throw new MongoError(51270, 'An empty sub-projection is not a valid value. Found empty object at path')
    if (
      !options.aggregation &&
      more.length === 0 &&
      operator === '$slice' &&
      parseSlice(state, path, value[operator])
    )
      return
    if (!options.aggregation && operator === '$elemMatch') {
      parseElemMatch(state, path, value[operator])
      return
    }
    if (!operator.startsWith('$')) {
      for (const [name, inner] of Object.entries(value)) parseField(state, `${path}.${name}`, inner)
      return
    }
  }
  if (path !== '_id' || state.mode === undefined) setMode(state, 'include', path, true)
  place(state, path, { kind: 'compute', value: compileExpression(value, { collation: options.collation }) })
}

function checkPath(path: string): void {
  for (const component of path.split('.')) {
    if (component === '') throw new MongoError(15998, 'FieldPath field names may not be empty strings.')
    if (isReservedName(component)) {
      throw new MongoError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      )
    }
  }
}

function setMode(state: Parser, mode: Mode, path: string, computed = false): void {
  if (state.mode !== undefined && state.mode !== mode) {
    throw mode === 'exclude'
      ? new MongoError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
      : new MongoError(
          computed ? 31310 : 31253,
          computed
            ? `Cannot use an expression ${path} in an exclusion projection`
            : `Cannot do inclusion on field ${path} in exclusion projection`,
        )
  }
  state.mode = mode
}

function place(state: Parser, path: string, leaf: Leaf): void {
  const components = path.split('.')
  const last = components.pop() ?? ''
  let tree = state.root
  for (const component of components) {
    let next = tree.fields.get(component)
    if (next === undefined) {
      next = { kind: 'tree', fields: new Map() }
      tree.fields.set(component, next)
    }
    if (next.kind !== 'tree')
      throw new MongoError(31249, `Path collision at ${path} remaining portion ${last}`)
    tree = next
  }
  if (tree.fields.has(last)) throw new MongoError(31250, `Path collision at ${path}`)
  tree.fields.set(last, leaf)
}

function parseSlice(state: Parser, path: string, operand: unknown): boolean {
  const [skip, limit] = Array.isArray(operand) ? operand : [undefined, operand]
  if (Array.isArray(operand) && (operand.length !== 2 || !isNumeric(skip))) return false
  if (!isNumeric(limit) || !isWhole(limit)) {
    // An aggregation expression of the same name: `{ $slice: ['$a', 1] }`.
    if (Array.isArray(operand)) return false
    throw new MongoError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax')
  }
  const count = toNumber(limit)
  if (isNumeric(skip) && count <= 0) throw new MongoError(28724, 'First argument to $slice must be positive')
  const from = isNumeric(skip) ? toNumber(skip) : undefined
  state.slices = true
  place(state, path, {
    kind: 'change',
    change: value => (Array.isArray(value) ? sliced(value, from, count) : value),
  })
  return true
}

function sliced(items: unknown[], skip: number | undefined, count: number): unknown[] {
  if (skip === undefined) return count < 0 ? items.slice(count) : items.slice(0, count)
  const start = skip < 0 ? Math.max(0, items.length + skip) : skip
  return items.slice(start, start + count)
}

function parseElemMatch(state: Parser, path: string, operand: unknown): void {
  if (path.includes('.')) throw new MongoError(31275, 'Cannot use $elemMatch projection on a nested field')
  if (!isDocument(operand)) throw new MongoError('BadValue', 'elemMatch: Invalid argument, object required')
  const { collation, variables, now } = state.options
  const matches = compileFilter({ items: { $elemMatch: operand } }, { collation, variables, now })
  setMode(state, 'include', path)
  place(state, path, {
    kind: 'change',
    change: value => {
      const found = Array.isArray(value) ? value.find(item => matches({ items: [item] })) : undefined
      return found === undefined ? undefined : [found]
    },
  })
}

function parsePositional(state: Parser, path: string, value: unknown): void {
  if (state.positional !== undefined || path.endsWith('.$')) {
    throw new MongoError(31276, 'Cannot specify more than one positional projection per query.')
  }
  if (typeof value !== 'boolean' && !isNumeric(value)) {
    throw new MongoError(31271, 'positional projection cannot be used with an expression or sub object')
  }
  setMode(state, value === false || value === 0 ? 'exclude' : 'include', `${path}.$`)
  if (state.mode === 'exclude') {
    throw new MongoError(31395, 'positional projection cannot be used with exclusion')
  }
  checkPath(path)
  place(state, path, { kind: 'include' })
  state.positional = path
}

/** The document with only the matched item in the first array along the path (manual: "$ (projection)"). */
function narrowed(doc: Document, path: string, { filter, options }: Parser): Document {
  const array = firstArrayPath(doc, path)
  if (array === undefined) return doc
  const position = matchedPosition(filter, doc, array, { collation: options.collation })
  const items = valueAt(doc, array.split('.'))
  if (position === undefined || !Array.isArray(items)) {
    throw new MongoError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    )
  }
  if (position >= items.length) {
    throw new MongoError(
      51247,
      "Executor error during find command :: caused by :: positional operator '.$' element mismatch",
    )
  }
  return replacedAt(doc, array.split('.'), [items[position]])
}

/** Most projections just name fields of the document: copied without looking at the rest. */
function simpleInclusion(root: Tree, mode: Mode): ((doc: Document) => Document) | undefined {
  if (mode !== 'include' || [...root.fields.values()].some(({ kind }) => kind !== 'include')) return undefined
  const names = new Set(root.fields.keys())
  return doc => {
    const result: Document = {}
    for (const name in doc) if (names.has(name)) setField(result, name, doc[name])
    return result
  }
}

/** The fields named, in the document's order, then the computed ones in the projection's (manual: "$project"). */
function included(source: Document, tree: Tree, scope: Scope, doc: Document): Document {
  const result: Document = {}
  for (const name of Object.keys(source)) {
    const node = tree.fields.get(name)
    if (node === undefined || node.kind === 'compute') continue
    const value = keptValue(source[name], node, scope, doc, included)
    if (value !== undefined) setField(result, name, value)
  }
  compute(result, source, tree, scope)
  return result
}

function excluded(source: Document, tree: Tree, scope: Scope, doc: Document): Document {
  const result: Document = {}
  for (const name of Object.keys(source)) {
    const node = tree.fields.get(name)
    const value = node === undefined ? source[name] : keptValue(source[name], node, scope, doc, excluded)
    if (value !== undefined) setField(result, name, value)
  }
  return result
}

type Descend = typeof included

function keptValue(
  value: unknown,
  node: Leaf | Tree,
  scope: Scope,
  doc: Document,
  descend: Descend,
): unknown {
  switch (node.kind) {
    case 'include':
      return value
    case 'exclude':
    case 'compute':
      return undefined
    case 'change':
      return node.change(value, doc)
    case 'tree':
      return insideOf(value, node, scope, doc, descend)
  }
}

/** Arrays are looked through at any depth; an inclusion drops scalars on the way, an exclusion keeps them. */
function insideOf(value: unknown, tree: Tree, scope: Scope, doc: Document, descend: Descend): unknown {
  if (isDocument(value)) return descend(value, tree, scope, doc)
  if (Array.isArray(value)) {
    const items = value.map(item => insideOf(item, tree, scope, doc, descend))
    return items.filter(item => item !== undefined)
  }
  return descend === included ? undefined : value
}

function compute(result: Document, source: Document, tree: Tree, scope: Scope): void {
  for (const [name, node] of tree.fields) {
    if (node.kind === 'compute') {
      const value = node.value(scope)
      if (value !== undefined) setField(result, name, value)
    } else if (node.kind === 'tree' && hasComputed(node) && !isContainer(getField(source, name))) {
      const inner: Document = {}
      compute(inner, {}, node, scope)
      setField(result, name, inner)
    }
  }
}

function isContainer(value: unknown): boolean {
  return isDocument(value) || Array.isArray(value)
}

function hasComputed(tree: Tree): boolean {
  return [...tree.fields.values()].some(
    node => node.kind === 'compute' || (node.kind === 'tree' && hasComputed(node)),
  )
}
