import { commandVariables } from '../../language/expressions/expression.ts'
import type { Document } from '../../language/values/bson.ts'
import { parseCollation } from '../../language/values/collation.ts'
import type { Collection } from '../../storage/collection.ts'
import type { Arguments } from './arguments.ts'

/** The collation of the command, or else that of the collection. */
export function collationOf(collation: Document | undefined, collection: Collection | undefined) {
  if (collation === undefined) return collection?.collation
  return parseCollation(collation)
}

export function hintOf(parsed: Arguments): string | Document | undefined {
  const value = parsed.command['hint']
  if (typeof value === 'string') return value
  const document = parsed.document('hint')
  return document && Object.keys(document).length > 0 ? document : undefined
}

/** The variables of the command's `let`, whose values are expressions. */
export function letOf(parsed: Arguments, field = 'let'): Document | undefined {
  const bindings = parsed.document(field)
  return bindings && commandVariables(bindings, new Date())
}
