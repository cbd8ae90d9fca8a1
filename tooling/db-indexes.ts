import mongoose from 'mongoose'
import { readDeclarations } from './declarations.ts'

/**
 * Creates the indexes of every model that a function uses, and changes none that are there.
 * @returns the names of the collections
 * @throws Error of the database, where an index of the same name differs or documents break a unique one
 */
export async function createIndexes(root: string, mongodbUri: string): Promise<string[]> {
  // Importing every function registers every model.
  await readDeclarations(root)
  await mongoose.connect(mongodbUri, { autoIndex: false, serverSelectionTimeoutMS: 10_000 })
  try {
    const models = Object.values(mongoose.models)
    for (const model of models) await model.createIndexes()
    return models.map(model => model.collection.name).sort()
  } finally {
    await mongoose.disconnect()
  }
}

if (import.meta.main) {
  const uri = process.env['MONGODB_URI']
  if (!uri) throw new Error('Set MONGODB_URI to the database that the indexes are for')
  const collections = await createIndexes(process.cwd(), uri)
  console.log(`Indexes are in place on ${collections.join(', ')}`)
}
