import { firstArrayPath, matchedPosition, replacedAt } from '../filters/positional.ts'
import type { Document } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { valueAt } from '../values/paths.ts'
import { compileTree, type Mode, type Tree } from './apply.ts'
import type { ProjectionOptions } from './options.ts'
import { type Parser, parseField } from './parse.ts'

/**
 * Compiles a projection (manual: "Project Fields to Return from Query"). The new documents share parts with the
 * original, so do not modify them. `filter` is the query, which the positional `$` needs. Throws 31253 and 31254 if
 * inclusion and exclusion are mixed.
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

function defaultMode(projection: Document): Mode {
  return Object.keys(projection).length === 0 ? 'exclude' : 'include'
}

/** The document with only the matched item in the first array on the path (manual: "$ (projection)"). */
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
