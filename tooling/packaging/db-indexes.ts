import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import mongoose from 'mongoose'
import { missingUniqueIndexes } from '#domains/upkeep/required-indexes.ts'

/** Loads every model. A function may use its collection without it, so not every model is found by loading functions. */
export async function registerModels(root: string): Promise<void> {
  for await (const file of glob('{domains,shared}/**/*.ts', { cwd: root })) {
    const path = join(root, file)
    const hasModel = /\bdefineModel\(/.test(await readFile(path, 'utf8'))
    if (hasModel) await import(pathToFileURL(path).href)
  }
}

/**
 * Creates the collection and the indexes of every model, and changes none that exist. Then checks that the database
 * has each unique index as it is declared.
 * @returns the names of the collections
 * @throws Error that names the collections whose indexes differ, or whose documents break a unique one
 */
export async function createIndexes(root: string, mongodbUri: string): Promise<string[]> {
  await registerModels(root)
  await mongoose.connect(mongodbUri, { autoIndex: false, serverSelectionTimeoutMS: 10_000 })
  try {
    const models = Object.values(mongoose.models)
    const faults: string[] = []
    for (const model of models) {
      await model.createCollection()
      // The other collections still get their indexes if this one fails.
      await model.createIndexes().catch((error: unknown) => {
        faults.push(`${model.collection.name}: ${error instanceof Error ? error.message : String(error)}`)
      })
    }
    const missing = await missingUniqueIndexes(models)
    faults.push(...missing.map(index => `${index}: is not there as it is declared`))
    if (faults.length > 0) throw new Error(`Indexes:\n  ${faults.join('\n  ')}`)
    return models.map(model => model.collection.name).sort()
  } finally {
    await mongoose.disconnect()
  }
}

if (import.meta.main) {
  const uri = process.env['MONGODB_URI']
  if (!uri) throw new Error('Set MONGODB_URI to the database to create the indexes in')
  const collections = await createIndexes(process.cwd(), uri)
  console.log(`Indexes are in place on ${collections.join(', ')}`)
}
