import mongoose from 'mongoose'
import { afterAll, inject } from 'vitest'

/** The database that the API runs on, read past the API; closed after the tests of this file. */
export function database() {
  const client = new mongoose.mongo.MongoClient(inject('mongodbUri'))
  afterAll(() => client.close())
  return client.db()
}
