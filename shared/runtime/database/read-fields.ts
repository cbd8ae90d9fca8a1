import type { Model, QueryFilter } from 'mongoose'

/**
 * Finds documents and reads only some of their fields, as plain objects. The type is that of what was read;
 * `_id` always comes with it. Sort and limit can be chained.
 */
export function readFields<Document, const Field extends keyof Document & string>(
  model: Readable<Document>,
  filter: QueryFilter<NoInfer<Document>>,
  fields: readonly Field[],
) {
  return model.find(filter, projectionOf(fields)).lean<Pick<Document, Field | (keyof Document & '_id')>[]>()
}

/** Like `readFields`, for the one document with this filter, or null. */
export function readFieldsOfOne<Document, const Field extends keyof Document & string>(
  model: Readable<Document>,
  filter: QueryFilter<NoInfer<Document>>,
  fields: readonly Field[],
) {
  return model.findOne(filter, projectionOf(fields)).lean<Pick<Document, Field | (keyof Document & '_id')>>()
}

type Readable<Document> = Model<NoInfer<Document>> & { readonly document?: Document }

function projectionOf(fields: readonly string[]): Record<string, 1> {
  return Object.fromEntries(['_id', ...fields].map(field => [field, 1]))
}
