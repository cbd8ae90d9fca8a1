import { type Expression, newScope, type Scope } from '../expressions/scope.ts'
import { type Document, getField, isDocument, setField } from '../values/bson.ts'
import type { ProjectionOptions } from './options.ts'

/** What happens to a field: it is kept, dropped, computed, replaced from its own value, or looked into. */
export type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; value: Expression }
  | { kind: 'change'; change: (value: unknown, doc: Document) => unknown }
export interface Tree {
  kind: 'tree'
  fields: Map<string, Leaf | Tree>
}

export type Mode = 'include' | 'exclude'

type Descend = typeof included

/** Compiles a parsed projection to a function of documents. */
export function compileTree(root: Tree, mode: Mode, options: ProjectionOptions): (doc: Document) => Document {
  const simple = simpleInclusion(root, mode)
  if (simple !== undefined) return simple
  return doc => {
    const scope = newScope(doc, options.variables, options.now)
    return mode === 'include' ? included(doc, root, scope, doc) : excluded(doc, root, scope, doc)
  }
}

/** Most projections only name top-level fields. Those are copied without looking into the values. */
function simpleInclusion(root: Tree, mode: Mode): ((doc: Document) => Document) | undefined {
  if (mode !== 'include' || [...root.fields.values()].some(({ kind }) => kind !== 'include')) return undefined
  const names = new Set(root.fields.keys())
  return doc => {
    const result: Document = {}
    for (const name in doc) if (names.has(name)) setField(result, name, doc[name])
    return result
  }
}

/**
 * The named fields in the document's order, then the computed ones in the projection's order (manual: "$project").
 */
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

/** Goes through arrays at any depth. An inclusion drops scalars on the way; an exclusion keeps them. */
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
