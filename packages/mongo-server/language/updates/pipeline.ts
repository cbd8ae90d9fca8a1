import { documentStage } from '../stages/documents.ts'
import { type Document, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { MongoError } from '../values/errors.ts'

interface PipelineOptions {
  collation?: Collation | undefined
  now?: Date | undefined
  variables?: Document | undefined
}

/** The stages that turn one document into one (manual: "Updates with Aggregation Pipeline"). */
const ALLOWED_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'])

export function validateUpdatePipeline(pipeline: Document[]): void {
  stagesOf(pipeline, {})
}

export function applyUpdatePipeline(doc: Document, pipeline: Document[], options: PipelineOptions): Document {
  return stagesOf(pipeline, options).reduce((current, apply) => apply(current), doc)
}

function stagesOf(pipeline: Document[], options: PipelineOptions): ((doc: Document) => Document)[] {
  return pipeline.map(stage => {
    const [name = '', ...others] = isDocument(stage) ? Object.keys(stage) : []
    if (others.length > 0 || name === '') {
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.')
    }
    if (!ALLOWED_STAGES.has(name))
      throw new MongoError('InvalidOptions', `${name} is not allowed to be used within an update`)
    const apply = documentStage(name, stage[name], options)
    if (apply === undefined) throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`)
    return apply
  })
}
