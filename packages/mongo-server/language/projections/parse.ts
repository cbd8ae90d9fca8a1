import { compileExpression } from '../expressions/expression.ts'
import { compileFilter } from '../filters/filter.ts'
import { type Document, isDocument } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { isReservedName } from '../values/paths.ts'
import { isNumeric } from '../values/types.ts'
import type { Leaf, Mode, Tree } from './apply.ts'
import type { ProjectionOptions } from './options.ts'

/** What has been read of a projection so far. */
export interface Parser {
  root: Tree
  mode: Mode | undefined
  idExcluded: boolean
  slices: boolean
  /** The array that the positional `$` reduces to the matched item. */
  positional: string | undefined
  filter: Document
  options: ProjectionOptions
}

/** Reads one field of a projection into `state`. Throws if it does not go with the fields before. */
export function parseField(state: Parser, path: string, value: unknown): void {
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
