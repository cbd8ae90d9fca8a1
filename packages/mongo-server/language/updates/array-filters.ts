import { compileFilter } from '../filters/filter.ts'
import { type Document, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { MongoError } from '../values/errors.ts'
import { filteredIdentifier, type ItemFilters, shown } from './paths.ts'

/**
 * Compiles `arrayFilters` by their identifiers and checks them against the paths of the update: every filter must be
 * used, and every identifier must have one.
 */
export function compileArrayFilters(
  arrayFilters: Document[],
  paths: string[],
  update: Document,
  collation: Collation | undefined,
): ItemFilters {
  const filters = new Map<string, (item: unknown) => boolean>()
  for (const filter of arrayFilters) {
    if (!isDocument(filter)) throw new MongoError('TypeMismatch', 'Each array filter must be an object')
    const identifier = identifierOf(filter)
    if (filters.has(identifier)) {
      throw new MongoError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      )
    }
    const matches = compileFilter(filter, { collation })
    filters.set(identifier, item => matches({ [identifier]: item }))
  }
  const used = new Set<string>()
  for (const path of paths) {
    for (const component of path.split('.')) {
      const identifier = filteredIdentifier(component)
      if (identifier === undefined || identifier === '') continue
      if (!filters.has(identifier)) {
        throw new MongoError(
          'BadValue',
          `No array filter found for identifier '${identifier}' in path '${path}'`,
        )
      }
      used.add(identifier)
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      throw new MongoError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update ${shown(update)}`,
      )
    }
  }
  return filters
}

function identifierOf(filter: Document): string {
  const names = [...new Set(fieldNames(filter))]
  const [identifier, other] = names
  if (identifier === undefined) {
    throw new MongoError(
      'FailedToParse',
      'Cannot use an expression without a top-level field name in arrayFilters',
    )
  }
  if (other !== undefined) {
    throw new MongoError(
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${identifier}' and '${other}'`,
    )
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
    throw new MongoError(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    )
  }
  return identifier
}

function fieldNames(filter: Document): string[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? name]
    if (name === '$expr') {
      throw new MongoError('QueryFeatureNotAllowed', '$expr is not allowed in this context')
    }
    if (name === '$text' || name === '$where')
      throw new MongoError('BadValue', `${name} is not allowed in this context`)
    return Array.isArray(value) ? value.filter(isDocument).flatMap(fieldNames) : []
  })
}
