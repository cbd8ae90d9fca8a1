import mongoose from 'mongoose'
import { afterAll, inject } from 'vitest'

/** Direct access to the database of the API. Closed after the tests of this file. */
export function database() {
  const client = new mongoose.mongo.MongoClient(inject('mongodbUri'))
  afterAll(() => client.close())
  return client.db()
}
