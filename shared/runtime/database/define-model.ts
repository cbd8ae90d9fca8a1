import mongoose, { type InferSchemaType, type Model, type Schema, type Types } from 'mongoose'
import { followConnection } from '#shared/runtime/database/connection.ts'

// A deployment makes the indexes, and a model that has no connection fails at once.
mongoose.set({ autoIndex: false, autoCreate: false, bufferCommands: false })
followConnection({
  attach: client => mongoose.connection.setClient(client),
  detach: () => mongoose.disconnect(),
})

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
