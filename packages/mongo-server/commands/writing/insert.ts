import { ObjectId } from 'bson'
import { assertInsertedId } from '../../language/updates/field-names.ts'
import { type Document, decode, encode } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { rawDocuments, withFirst } from '../../language/values/raw.ts'
import type { Collection } from '../../storage/collection.ts'
import type { Context } from '../context/context.ts'
import { LARGEST_DOCUMENT } from '../context/limits.ts'
import { withLocks } from '../context/locks.ts'

export function insertOne(
  context: Context,
  collectionOf: () => Collection,
  bytes: Uint8Array,
  record: () => void,
): Promise<void> {
  return withLocks(context, () => {
    const { document, bytes: stored } = storable(bytes)
    context.writer.insert(collectionOf(), document, stored)
    record()
  })
}

/** The documents of an insert as bytes, from a document sequence or from the command itself. */
export function documentsToInsert(context: Context): Uint8Array[] {
  const documents = context.sequences.get('documents') ?? rawDocuments(context.body, 'documents')
  if (!documents) {
    throw new MongoError(40414, "BSON field 'insert.documents' is missing but a required field")
  }
  return documents
}

/** The document as it is stored: `_id` comes first, and is made if the client sent none. */
function storable(bytes: Uint8Array): { document: Document; bytes: Uint8Array } {
  if (bytes.length > LARGEST_DOCUMENT) {
    throw new MongoError(
      'BadValue',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${LARGEST_DOCUMENT}`,
    )
  }
  const document = decode(bytes)
  if (document['_id'] === undefined) {
    const complete = { _id: new ObjectId(), ...document }
    return { document: complete, bytes: encode(complete) }
  }
  assertInsertedId(document['_id'])
  return { document, bytes: withFirst(bytes, '_id') }
}
