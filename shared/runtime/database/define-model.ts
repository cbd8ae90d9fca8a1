import mongoose, { type InferSchemaType, type Model, type Schema, type Types } from 'mongoose'

/** For emails and usernames: they are kept as they were written and compared without case. */
export const CASE_INSENSITIVE = { locale: 'en', strength: 2 } as const

/** What a collection holds, from its schema. A field with a default is always stored, so it is never left out. */
export type DocumentOf<S extends Schema> = ('_id' extends keyof InferSchemaType<S>
  ? unknown
  : { _id: Types.ObjectId }) & {
  [Field in keyof InferSchemaType<S>]-?: Stored<InferSchemaType<S>[Field]>
}

/** A list of parts of a document is a plain array, and a field of them with a default is always stored, too. */
type Stored<Value> =
  Exclude<Value, undefined> extends Types.DocumentArray<infer Part>
    ? { [Field in keyof Part]-?: Exclude<Part[Field], undefined> }[]
    : Exclude<Value, undefined>

/** A model that says what its documents are, which the compiler cannot infer from Mongoose's own type. */
export type StoredModel<Document> = Model<Document> & { readonly document?: Document }

export function defineModel<S extends Schema>(name: string, schema: S): StoredModel<DocumentOf<S>> {
  return mongoose.model<DocumentOf<S>>(name, schema)
}

/** A model of these documents, whatever else Mongoose knows of it. */
export type AnyModel<Document> = Pick<Model<unknown>, 'db' | 'collection'> & { readonly document?: Document }

/**
 * The collection of a model without Mongoose, for what many requests do: its casts cost more than the rest of a small
 * query. So ids must be ObjectIds and times must be dates.
 */
export function collectionOf<Document>({ db, collection }: AnyModel<Document>) {
  return db.collection<Document & object>(collection.name)
}
