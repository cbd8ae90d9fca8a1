import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundleAsOurs } from './setup/contenders.ts'

// The figures of docs/performance.md that can be counted, or are ratios that do not depend on the load of the machine.

const folder = mkdtempSync(join(tmpdir(), 'reels-budgets-'))
let feed: Bundle
let like: Bundle
let bareDriver: Bundle
beforeAll(async () => {
  feed = await bundleAsOurs('functions/reels/list-reels.ts', join(folder, 'feed.mjs'))
  like = await bundleAsOurs('functions/reels/like-reel.ts', join(folder, 'like.mjs'))
  bareDriver = await bundleAsOurs('bench/peers/bare-driver.ts', join(folder, 'bare-driver.mjs'))
}, 120_000)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Start {
  cpuMilliseconds: number
  modulesOfNode: string[]
}

/** Imports a bundle in a fresh process, without a server to connect to. */
function start({ entry }: Bundle): Start {
  const script = `
    await import(${JSON.stringify(entry)})
    const { user, system } = process.cpuUsage()
    const modulesOfNode = process.moduleLoadList.filter(name => name.startsWith('NativeModule '))
    console.log(JSON.stringify({ cpuMilliseconds: (user + system) / 1000, modulesOfNode }))
    process.exit()`
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    // Nothing listens there, and the import does not wait for a connection.
    env: { MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '')
}

function packagesIn({ inputs }: Bundle): string[] {
  const names = inputs.flatMap(
    file => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1] ?? [],
  )
  return [...new Set(names)].sort()
}

/** What people wait for most often, apart from functions without a database. */
const WITHOUT_MONGOOSE = [
  ...['end-other-sessions', 'end-session', 'get-me', 'list-sessions', 'login-partner', 'login-user'],
  ...['logout', 'refresh-session'],
  ...['list-following', 'list-trending'],
  ...['list-follows', 'list-library', 'list-likes', 'list-my-reels', 'list-saves'],
  'get-partner',
  ...['get-reel', 'like-reel', 'list-reels', 'play-reel', 'save-reel', 'unlike-reel', 'unsave-reel'],
  ...['search-partners', 'search-reels', 'suggest-searches'],
  ...['get-oembed', 'get-share-page'],
  'send-views',
]

const FOR_OTHER_ROUTES = [
  /^@aws-sdk\//,
  /^@smithy\//,
  'bcryptjs',
  'file-type',
  'imagekit',
  'kareem',
  'mongoose',
  'mquery',
  'semver',
  'tr46',
  'whatwg-url',
]

describe('the bundle of a function that reads or likes', () => {
  it('has at most 250 kB zipped', () => {
    for (const { entry } of [feed, like]) {
      const zipped = deflateRawSync(readFileSync(entry)).length
      expect(zipped, entry).toBeLessThanOrEqual(250_000)
    }
  })

  it('contains nothing that only other routes need, and one copy of the driver', () => {
    for (const bundle of [feed, like]) {
      const packages = packagesIn(bundle)
      const unwanted = packages.filter(name =>
        FOR_OTHER_ROUTES.some(each => (typeof each === 'string' ? each === name : each.test(name))),
      )
      expect(unwanted).toEqual([])
      expect(bundle.inputs.filter(file => file.endsWith('mongodb/lib/mongo_client.js'))).toHaveLength(1)
      expect(bundle.inputs.filter(file => /zod\/v4\/locales\/(?!en\.)/.test(file))).toEqual([])
    }
  })

  it('contains no model, and only the collections that its route uses', () => {
    const storedIn = ({ inputs }: Bundle) =>
      inputs
        .filter(file => /(domains|shared)\/.*([/-]model|\/collections|idempotency)\.ts$/.test(file))
        .sort()
    const everywhere = ['runtime/database', 'runtime/limits', 'sessions'].map(
      at => `shared/${at}/collections.ts`,
    )
    const asked = ['domains/reactions/collections.ts', 'domains/reels/collections.ts']
    expect(storedIn(like)).toEqual([...asked, ...everywhere].sort())
    const related = ['accounts', 'entitlements', 'follows'].map(domain => `domains/${domain}/collections.ts`)
    expect(storedIn(feed)).toEqual([...related, ...asked, ...everywhere].sort())
  })

  it('has no Mongoose in any other of the functions that most people wait for', async () => {
    const { metafile } = await build({
      entryPoints: globSync(`functions/*/{${WITHOUT_MONGOOSE.join()}}.ts`),
      ...{
        bundle: true,
        write: false,
        metafile: true,
        packages: 'external',
        format: 'esm',
        outdir: 'nowhere',
      },
    })
    const outputs = Object.entries(metafile.outputs)
    expect(outputs).toHaveLength(WITHOUT_MONGOOSE.length)
    const libraries = new Map(outputs.map(([file, { imports }]) => [file, imports.map(({ path }) => path)]))
    expect([...libraries].filter(([, used]) => used.includes('mongoose')).map(([file]) => file)).toEqual([])
    for (const [file, used] of libraries) expect(used, file).toContain('mongodb')
  })

  it('loads neither http nor fetch before they are used', () => {
    const { modulesOfNode } = start(feed)
    expect(modulesOfNode).toContain('NativeModule crypto')
    expect(modulesOfNode.filter(name => / (http|https|internal\/deps\/undici\/undici)$/.test(name))).toEqual(
      [],
    )
  })

  it('starts with at most 2.2 times the CPU time of the bare driver', () => {
    const starts = Array.from({ length: 5 }, () => [start(feed), start(bareDriver)] as const)
    // The least of five is the one that was disturbed least.
    const least = (side: 0 | 1) => Math.min(...starts.map(pair => pair[side].cpuMilliseconds))
    expect(least(0) / least(1)).toBeLessThan(2.2)
  }, 60_000)
})
