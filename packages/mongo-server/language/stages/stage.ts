import type { Document } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import type { Rows } from './rows.ts'

export interface PipelineContext {
  collation?: Collation | undefined
  /** All documents of another collection of the same database (`$lookup`, `$graphLookup`). */
  collection(name: string): Rows
  /** What the first stages of a pipeline find in another collection, from an index if there is one, and the other stages. */
  source?: ((collection: string, stages: Document[]) => { rows: Rows; rest: Document[] }) | undefined
  /** Documents whose `field` equals `value` as a query would match it, answered from an index if there is one. */
  lookup?: ((collection: string, field: string, value: unknown) => Rows) | undefined
  /** `let` of the command: variables visible as `$$name`. */
  variables?: Document | undefined
  now?: Date | undefined
}

export type Stage = (input: Rows) => Rows

/** Runs a pipeline inside a stage. */
export type CompilePipeline = (stages: unknown, context: PipelineContext) => Stage
