import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import mongoose from 'mongoose'
import { expect, it } from 'vitest'
import { registerModels } from './db-indexes.ts'

const root = join(import.meta.dirname, '../..')

/** The names of the collections in what a file exports: one, or several in an object. */
function namesIn(exported: unknown): string[] {
  if (typeof exported === 'function') {
    return 'collectionName' in exported ? [String(exported.collectionName)] : []
  }
  return typeof exported === 'object' && exported !== null ? Object.values(exported).flatMap(namesIn) : []
}

it('makes the indexes of each collection that is used without its model', async () => {
  await registerModels(root)
  const indexed = Object.values(mongoose.models).map(model => model.collection.name)
  const used: string[] = []
  for await (const file of glob('{domains,shared}/**/collections.ts', { cwd: root })) {
    used.push(...namesIn({ ...(await import(pathToFileURL(join(root, file)).href)) }))
  }
  expect(used.length).toBeGreaterThan(10)
  expect(used.filter(name => !indexed.includes(name))).toEqual([])
})
