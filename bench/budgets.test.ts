import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
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

const FOR_OTHER_ROUTES = [
  /^@aws-sdk\//,
  /^@smithy\//,
  'bcryptjs',
  'file-type',
  'imagekit',
  'semver',
  'tr46',
  'whatwg-url',
]

describe('the bundle of a function that reads or likes', () => {
  it('has at most 450 kB zipped', () => {
    for (const { entry } of [feed, like]) {
      const zipped = deflateRawSync(readFileSync(entry)).length
      expect(zipped, entry).toBeLessThanOrEqual(450_000)
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

  it('contains only the models that its route uses', () => {
    const modelsIn = ({ inputs }: Bundle) =>
      inputs.filter(file => /(domains|shared)\/\w+\/([\w-]+-)?model\.ts$|idempotency/.test(file)).sort()
    const asked = ['domains/reactions/model.ts', 'domains/reels/model.ts']
    const everywhere = 'shared/sessions/model.ts'
    const counted = ['domains/statistics/event-model.ts', 'domains/trends/activity-model.ts']
    expect(modelsIn(like)).toEqual([...asked, ...counted, everywhere])
    const related = ['domains/entitlements/model.ts', 'domains/follows/model.ts']
    expect(modelsIn(feed)).toEqual(['domains/accounts/partner-model.ts', ...related, ...asked, everywhere])
  })

  it('loads neither http nor fetch before they are used', () => {
    const { modulesOfNode } = start(feed)
    expect(modulesOfNode).toContain('NativeModule crypto')
    expect(modulesOfNode.filter(name => / (http|https|internal\/deps\/undici\/undici)$/.test(name))).toEqual(
      [],
    )
  })

  it('starts with at most 2.8 times the CPU time of the bare driver', () => {
    const starts = Array.from({ length: 5 }, () => [start(feed), start(bareDriver)] as const)
    // The least of five is the one that was disturbed least.
    const least = (side: 0 | 1) => Math.min(...starts.map(pair => pair[side].cpuMilliseconds))
    expect(least(0) / least(1)).toBeLessThan(2.8)
  }, 60_000)
})
