import { documentStage } from '../stages/documents.ts'
import type { Document } from '../values/bson.ts'
import { isDocument } from '../values/bson.ts'
import type { Collation } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'

type PipelineOptions = {
  collation?: Collation | undefined
  now?: Date | undefined
  variables?: Document | undefined
}

/** The stages that turn one document into one (manual: "Updates with Aggregation Pipeline"). */
const allowed = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'])

function stagesOf(pipeline: Document[], options: PipelineOptions): ((doc: Document) => Document)[] {
  return pipeline.map(stage => {
    const [name = '', ...others] = isDocument(stage) ? Object.keys(stage) : []
    if (others.length > 0 || name === '') {
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.')
    }
    if (!allowed.has(name))
      throw new MongoError('InvalidOptions', `${name} is not allowed to be used within an update`)
    const apply = documentStage(name, stage[name], options)
    if (apply === undefined) throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`)
    return apply
  })
}

export function validateUpdatePipeline(pipeline: Document[]): void {
  stagesOf(pipeline, {})
}

export function applyUpdatePipeline(doc: Document, pipeline: Document[], options: PipelineOptions): Document {
  return stagesOf(pipeline, options).reduce((current, apply) => apply(current), doc)
}
