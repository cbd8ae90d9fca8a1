import type { Document } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'

export interface ProjectionOptions {
  collation?: Collation | undefined
  variables?: Document | undefined
  now?: Date | undefined
  /** `find` has `$slice`, `$elemMatch` and the positional `$`; aggregation's `$project` does not. */
  aggregation?: boolean
}
