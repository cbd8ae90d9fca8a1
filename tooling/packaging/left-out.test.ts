import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const { LEFT_OUT }: { LEFT_OUT: RegExp[] } = require('./left-out.cjs')
const ENTRY = `
  export * as zod from 'zod'
  export const mongoose = require('mongoose')
  export const populate = require('mongoose/lib/helpers/populate/getModelsMapForPopulate')
  export const Oidc = require('mongodb/lib/cmap/auth/mongodb_oidc').MongoDBOIDC`

interface Packaged {
  mongoose: typeof import('mongoose')
  populate: () => unknown
  Oidc: new () => unknown
  zod: typeof import('zod')
}

let packaged: Packaged
let text: string
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*', '@smithy/*'],
    plugins: require('./esbuild-plugins.cjs'),
  })
  text = outputFiles[0]?.text ?? ''
  const module: { exports: Packaged } = { exports: Object.create(null) }
  new Function('module', 'exports', 'require', text)(module, module.exports, require)
  packaged = module.exports
}, 180_000)

describe('a part of a library that is left out of the package', () => {
  it('says its name when it is used', () => {
    const { mongo } = packaged.mongoose
    expect(() => Reflect.construct(mongo.GridFSBucket, [{}])).toThrow(/gridfs\/index\.js is left out/)
    expect(() => new packaged.Oidc()).toThrow(/mongodb_oidc\.js is left out/)
    expect(() => packaged.populate()).toThrow(/getModelsMapForPopulate\.js is left out/)
  })

  it('says its name when a schema is to be written as JSON Schema, and lets it check', () => {
    const schema = packaged.zod.strictObject({ title: packaged.zod.string().max(3) })
    expect(schema.safeParse({ title: 'sea' }).success).toBe(true)
    expect(schema.safeParse({ title: 'seas' }).success).toBe(false)
    expect(() => schema.toJSONSchema()).toThrow(/to-json-schema\.js is left out/)
  })

  it('does not keep the rest from working', async () => {
    const { mongoose } = packaged
    const Film = mongoose.model('Film', new mongoose.Schema({ title: String, tags: [String] }))
    const film = new Film({ title: 'Dawn', tags: ['sea'], other: 1 })
    expect(film.toObject()).toMatchObject({ title: 'Dawn', tags: ['sea'] })
    await expect(film.validate()).resolves.toBeUndefined()
  })

  it('exists in the versions that are installed', () => {
    const files = globSync('node_modules/{mongodb,mongoose}/lib/**/*.js').map(file => join('/', file))
    for (const part of LEFT_OUT)
      expect(
        files.some(file => part.test(file)),
        String(part),
      ).toBe(true)
  })
})
