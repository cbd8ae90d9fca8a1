import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { packageFolder, zipsOf } from '#tooling/packaging/package.ts'
import { functionsOf, PLANTED, readPackaged, STAGES, templateOf } from './stages.ts'
import { unzip } from './zip.ts'
import '../setup/reports/seen.ts'

// The OpenAPI document, and what the page of the documentation loads.
const WITH_ASSETS = new Set(['getOpenapi', 'getDocsAsset'])
// The largest ones had 552 and 512 kB before there were search, follows and views. Compression needs 4 kB.
const BUDGET_KILOBYTES = { withAssets: 560, others: 520 }

const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const bundleOf = (name: string) => {
  const files = unzip(join(packageFolder('prod'), `${name}.zip`))
  return { names: [...files.keys()], code: Buffer.concat([...files.values()]).toString('latin1') }
}

describe('the bundles', () => {
  it('are the same in every stage, byte by byte', () => {
    const names = [...functionsOf('prod').keys()].map(name => `${name}.zip`).sort()
    for (const stage of STAGES) {
      expect(zipsOf(stage).sort()).toEqual(names)
      for (const name of names) {
        const path = join(packageFolder(stage), name)
        expect(hash(path), path).toBe(hash(join(packageFolder('prod'), name)))
      }
    }
  })

  it('[107] contain one function each, and are no larger than the largest one has been', ({ task }) => {
    const largest = { name: '', kilobytes: 0 }
    for (const [name] of functionsOf('prod')) {
      const { names } = bundleOf(name)
      expect(names, name).toEqual([expect.stringMatching(/^functions\/.*\.mjs$/)])
      const kilobytes = statSync(join(packageFolder('prod'), `${name}.zip`)).size / 1_000
      expect(kilobytes, name).toBeLessThan(BUDGET_KILOBYTES[WITH_ASSETS.has(name) ? 'withAssets' : 'others'])
      if (kilobytes > largest.kilobytes) Object.assign(largest, { name, kilobytes })
    }
    task.meta.seen = `${largest.name} is the largest: ${largest.kilobytes} kB`
  })

  it('of functions without a database do not contain one, and have at most 50 kB without the assets of the docs', async () => {
    const { endpoints } = await readDeclarations(process.cwd())
    const without = endpoints.filter(({ endpoint }) => endpoint.withoutDatabase).map(({ name }) => name)
    expect(without).toContain('preflight')
    for (const name of without) {
      const { code } = bundleOf(name)
      expect(/MongoClient|mongoose|jsonwebtoken/i.test(code), name).toBe(false)
      if (WITH_ASSETS.has(name)) continue
      expect(statSync(join(packageFolder('prod'), `${name}.zip`)).size / 1_000, name).toBeLessThan(50)
    }
  })

  it('contain no secret, and neither does anything else that is deployed', () => {
    const secrets = [...Object.values(PLANTED), 'planted-in-the-environment', 'only-for-a-laptop-and']
    for (const stage of STAGES) {
      const files = readdirSync(packageFolder(stage)).filter(file => file.endsWith('.json'))
      expect(files).toContain('cloudformation-template-stack-AuthStack.json')
      const text = files.map(file => readPackaged(stage, file)).join('')
      for (const secret of secrets) expect(text.includes(secret), `${stage}: ${secret}`).toBe(false)
    }
    for (const [name] of functionsOf('prod')) {
      const { code } = bundleOf(name)
      for (const secret of secrets) expect(code.includes(secret), `${name}: ${secret}`).toBe(false)
    }
  })

  it('can send mail exactly if the role of their function allows it', () => {
    const able: string[] = []
    const allowed: string[] = []
    const resources = templateOf('prod').Resources
    for (const [name, { Role }] of functionsOf('prod')) {
      if (bundleOf(name).code.includes('SendEmailCommand')) able.push(name)
      if (JSON.stringify(resources[Role['Fn::GetAtt'][0]]).includes('ses:SendEmail')) allowed.push(name)
    }
    expect(allowed).toEqual(able)
    expect(allowed.length).toBeGreaterThan(0)
  })

  it('use the private key of ImageKit exactly if the role of their function can read it', () => {
    const able: string[] = []
    const allowed: string[] = []
    const resources = templateOf('prod').Resources
    for (const [name, { Role }] of functionsOf('prod')) {
      if (/new ImageKit|ik-s=\$\{/.test(bundleOf(name).code)) able.push(name)
      if (JSON.stringify(resources[Role['Fn::GetAtt'][0]]).includes('/IMAGEKIT_PRIVATE_KEY'))
        allowed.push(name)
    }
    expect(allowed).toEqual(able)
    expect(allowed.length).toBeGreaterThan(5)
  })

  it('contain the client of Stripe exactly if the role of their function can read its secret key', () => {
    const able: string[] = []
    const allowed: string[] = []
    const resources = templateOf('prod').Resources
    for (const [name, { Role }] of functionsOf('prod')) {
      if (bundleOf(name).code.includes('stripe-node-retry')) able.push(name)
      if (JSON.stringify(resources[Role['Fn::GetAtt'][0]]).includes('/STRIPE_SECRET_KEY')) allowed.push(name)
    }
    expect(allowed).toEqual(able)
    expect(allowed).toContain('buyReel')
    expect(allowed).not.toContain('listReels')
  })

  it('compare passwords only with enough memory, and so enough processor time, to do it quickly', () => {
    const hashing: string[] = []
    for (const [name, { MemorySize }] of functionsOf('prod')) {
      // bcrypt.compare and bcrypt.hash, which a bundle keeps only if they are called.
      if (!/\.(compare|hash)\(password/.test(bundleOf(name).code)) continue
      hashing.push(name)
      expect(MemorySize, name).toBeGreaterThanOrEqual(1_024)
    }
    expect(hashing).toContain('loginUser')
  })
})
