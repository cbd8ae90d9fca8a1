import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const root = mkdtempSync(join(tmpdir(), 'reels-lean-'))
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const FILES = {
  'commonjs/index.js': `'use strict'
    const wanted = require('./wanted')
    const unwanted = require('./unwanted')
    require('./side-effect')
    exports.wanted = () => wanted.answer
    exports.unwanted = () => unwanted.answer`,
  'commonjs/wanted.js': `ran.push('wanted'); exports.answer = 'asked for'`,
  'commonjs/unwanted.js': `ran.push('unwanted'); exports.answer = 'asked for later'`,
  'commonjs/side-effect.js': `ran.push('side effect')`,
  'names/index.js': `
    class Whale { sing(aVeryLongParameter) { return aVeryLongParameter } }
    function dive() { return new Error('deep').stack }
    module.exports = { whale: new Whale(), dive }`,
  'module/index.mjs': `
    export const used = 'used'
    export const dropped = /*@__PURE__*/ (() => 'nobody asks for this')()`,
}

/** Bundles with the plugin. Returns the exports of the entry, and the text of the bundle. */
async function bundled(entry: string): Promise<{ exports: Record<string, unknown>; text: string }> {
  for (const [path, text] of Object.entries(FILES)) {
    const file = join(root, 'node_modules', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    plugins: [require('./lean-libraries.cjs')],
  })
  const text = outputFiles[0]?.text ?? ''
  const module = { exports: {} }
  new Function('module', 'exports', 'require', text)(module, module.exports, require)
  return { exports: module.exports, text }
}

describe('a library in a bundle', () => {
  it('runs a module when it is first used, and one that is imported for its effect at once', async () => {
    const { exports } = await bundled(`
      globalThis.ran = exports.ran = []
      const { wanted, unwanted } = require('commonjs/index.js')
      exports.first = wanted()
      exports.later = unwanted`)
    expect(exports).toMatchObject({ ran: ['side effect', 'wanted'], first: 'asked for' })
    expect((exports['later'] as () => string)()).toBe('asked for later')
    expect(exports['ran']).toEqual(['side effect', 'wanted', 'unwanted'])
  })

  it('keeps the names of classes and functions, and shortens all others', async () => {
    const { exports, text } = await bundled(`Object.assign(exports, require('names/index.js'))`)
    expect(exports['whale']?.constructor.name).toBe('Whale')
    expect((exports['dive'] as () => string)()).toMatch(/at (Object\.)?dive /)
    expect(text).not.toContain('aVeryLongParameter')
  })

  it('leaves out what no module imports', async () => {
    const { exports, text } = await bundled(`import { used } from 'module/index.mjs'; exports.used = used`)
    expect(exports).toMatchObject({ used: 'used' })
    expect(text).not.toContain('nobody asks for this')
  })
})
