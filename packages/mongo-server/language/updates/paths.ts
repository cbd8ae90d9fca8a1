import { type Document, getField, isDocument, setField } from '../values/bson.ts'
import { describeValue } from '../values/describe-value.ts'
import { MongoError } from '../values/errors.ts'
import { arrayIndex } from '../values/paths.ts'

/** Changes the value at a path. `undefined` is a missing field, before and after. */
export interface Change {
  apply(old: unknown): unknown
  /** Makes the documents on the way to a field that does not exist yet. */
  creates: boolean
}

/** The tests of `$[]` and `$[identifier]`, by identifier. The empty identifier accepts all items. */
export type ItemFilters = ReadonlyMap<string, (item: unknown) => boolean>

/** MongoDB's limit on how far a numeric path component may extend an array. */
const MOST_ADDED = 1_500_000

export function filteredIdentifier(component: string): string | undefined {
  return /^\$\[(.*)\]$/s.exec(component)?.[1]
}

/** A copy of `container` changed at `path`; the container itself if nothing changed. */
export function changeAt(
  container: unknown,
  path: readonly string[],
  change: Change,
  filters: ItemFilters,
  depth = 0,
): unknown {
  if (depth === path.length) return change.apply(container)
  const component = path[depth] ?? ''
  if (isDocument(container)) return changeField(container, component, path, change, filters, depth)
  if (Array.isArray(container)) {
    const identifier = filteredIdentifier(component)
    if (identifier !== undefined) return changeItems(container, identifier, path, change, filters, depth)
    const index = arrayIndex(component)
    if (index !== undefined) return changeItem(container, index, path, change, filters, depth)
  }
  if (filteredIdentifier(component) !== undefined) {
    throw new MongoError(
      'BadValue',
      `Cannot apply array updates to non-array element ${path[depth - 1] ?? ''}: ${shown(container)}`,
    )
  }
  if (!change.creates) return container
  throw new MongoError(
    'PathNotViable',
    `Cannot create field '${component}' in element {${path[depth - 1] ?? ''}: ${shown(container)}}`,
  )
}

/** A value as it stands in error messages. */
export function shown(value: unknown): string {
  const text = describeValue(value)
  return text.length > 300 ? `${text.slice(0, 300)}...` : text
}

function changeField(
  container: Document,
  name: string,
  path: readonly string[],
  change: Change,
  filters: ItemFilters,
  depth: number,
): Document {
  if (filteredIdentifier(name) !== undefined) {
    throw new MongoError(
      'BadValue',
      `Cannot apply array updates to non-array element ${path[depth - 1] ?? ''}`,
    )
  }
  const old = getField(container, name)
  if (old === undefined && depth < path.length - 1) {
    if (!change.creates) return container
    if (path.slice(depth + 1).some(component => filteredIdentifier(component) !== undefined)) {
      throw new MongoError(
        'BadValue',
        `The path '${path.slice(0, depth + 1).join('.')}' must exist in the document in order to apply array updates.`,
      )
    }
    return withField(container, name, changeAt({}, path, change, filters, depth + 1))
  }
  const value = changeAt(old, path, change, filters, depth + 1)
  if (value === old) return container
  if (value !== undefined) return withField(container, name, value)
  const rest = { ...container }
  delete rest[name]
  return rest
}

function withField(container: Document, name: string, value: unknown): Document {
  const copy = { ...container }
  setField(copy, name, value)
  return copy
}

function changeItem(
  items: unknown[],
  index: number,
  path: readonly string[],
  change: Change,
  filters: ItemFilters,
  depth: number,
): unknown[] {
  const exists = index < items.length
  if (!exists && !change.creates) return items
  if (index - items.length > MOST_ADDED) {
    throw new MongoError('BadValue', `can't backfill more than ${MOST_ADDED} elements`)
  }
  // A new item is a document if the path goes on.
  const old = exists ? items[index] : depth + 1 < path.length ? {} : undefined
  const value = changeAt(old, path, change, filters, depth + 1)
  if (exists && value === old) return items
  const copy = items.slice()
  while (copy.length < index) copy.push(null)
  // Removing the item would move the others (manual: "$unset").
  copy[index] = value ?? null
  return copy
}

function changeItems(
  items: unknown[],
  identifier: string,
  path: readonly string[],
  change: Change,
  filters: ItemFilters,
  depth: number,
): unknown[] {
  const accepts = filters.get(identifier)
  let changed = false
  const copy = items.map(item => {
    if (accepts !== undefined && !accepts(item)) return item
    const value = changeAt(item, path, change, filters, depth + 1) ?? null
    if (value !== item) changed = true
    return value
  })
  return changed ? copy : items
}
