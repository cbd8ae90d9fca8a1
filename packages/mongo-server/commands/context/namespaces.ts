import type { Document } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Collection } from '../../storage/collection.ts'
import type { Context } from './context.ts'

export function assertNamespace(database: string, name: string): void {
  if (name === '') throw new MongoError('InvalidNamespace', `Invalid namespace specified '${database}.'`)
  if (name.includes('\0') || name.startsWith('.') || name.endsWith('.') || name.includes('$')) {
    throw new MongoError('InvalidNamespace', `Invalid collection name: ${name}`)
  }
  if (/[/\\. "$*<>:|?\0]/.test(database) || database === '') {
    throw new MongoError('InvalidNamespace', `Invalid database name: '${database}'`)
  }
  if (Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new MongoError('InvalidNamespace', 'Fully qualified namespace is too long. Max: 255')
  }
}

/** The collection that a command names in its first field. */
export function targetName(context: Context): string {
  const value = context.command[context.name]
  if (typeof value !== 'string') {
    throw new MongoError('InvalidNamespace', `collection name has invalid type ${typeof value}`)
  }
  return value
}

export function findCollection(context: Context, name = targetName(context)): Collection | undefined {
  assertNamespace(context.database, name)
  return (context.transaction ?? context.server.catalog).collection(context.database, name)
}

export function ensureCollection(context: Context, name = targetName(context)): Collection {
  const found = findCollection(context, name)
  if (found) return found
  if (name.startsWith('system.')) {
    throw new MongoError('InvalidNamespace', `cannot write to '${context.database}.${name}'`)
  }
  return createCollection(context, name, {})
}

/** Creates a collection. In a transaction nobody else sees it until the commit. */
export function createCollection(context: Context, name: string, options: Document): Collection {
  return (context.transaction ?? context.server.catalog).create(context.database, name, options)
}

/** MongoDB changes its catalog in transactions that read at the level `local` only. */
export function assertCatalogTransaction(context: Context): void {
  const level = context.transaction?.readConcern ?? 'local'
  if (level === 'local') return
  throw new MongoError(
    'InvalidOptions',
    `Command ${context.name} does not support { readConcern: { level: "${level}" } } of its transaction`,
  )
}
