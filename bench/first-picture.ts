import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { createClient } from '#client'
import { openBrowser } from '#local/browser.ts'
import { type Platform, startPlatform } from '#local/platform.ts'
import { publishSampleContent } from '#local/sample-content/publish.ts'
import { readSettings } from '#local/settings.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import type { Web, WebOptions } from '../web/serve.ts'
import { type FirstSeen, LINES, type LineName, visit } from './setup/phone.ts'
import { measure, report, rounded } from './setup/results.ts'
import { ratioOf, spreadOf } from './setup/statistics.ts'

// `npm run bench:picture -- <folder of another checkout> (<rounds>)`: how soon a phone shows something, with the player of
// this checkout and with that of another commit, in turns, against the API of this one. `npm start` must not run.

const [other, rounds = '10'] = process.argv.slice(2)
if (!other) throw new Error('Name the folder of the other checkout')
const SIDES = { now: process.cwd(), before: resolve(other) }
type Side = keyof typeof SIDES
const NAMES = {
  paint: 'first paint',
  largest: 'largest contentful paint',
  picture: 'first picture',
  playing: 'first playing frame',
} as const
type Name = keyof typeof NAMES
const names = Object.keys(NAMES) as Name[]
// Seconds on the slowest line: half of what was counted by hand before.
const AIMS: Partial<Record<Name, number>> = { largest: 3, picture: 3 }
const sides = Object.keys(SIDES) as Side[]
const lines = Object.keys(LINES) as LineName[]

const data = mkdtempSync(join(tmpdir(), 'reels-picture-'))
const started: { close(): Promise<void> }[] = []
try {
  const platform = await startServices()
  const players = { now: await startPlayer(platform, 'now'), before: await startPlayer(platform, 'before') }
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  started.push(browser)
  const seen = await measureInTurns(browser, players)
  reportOn(seen)
} finally {
  for (const part of started.toReversed()) await part.close()
  rmSync(data, { recursive: true, force: true })
}

async function startServices(): Promise<Platform> {
  const root = process.cwd()
  const settings = {
    ...readSettings(root, process.env),
    DATA_DIR: data,
    SCHEDULED_JOBS: 'false',
    ALLOWED_ORIGINS: 'http://localhost:*',
  }
  const platform = await startPlatform({
    root,
    settings,
    web: false,
    underTest: false,
    print: t => process.stderr.write(t),
  })
  started.push(platform)
  await createIndexes(root, platform.mongodbUri)
  await publishSampleContent(platform.apiUrl)
  await publishFree(platform.apiUrl)
  return platform
}

/** The first reel of the feed is one that everybody may play in full. */
async function publishFree(apiUrl: string): Promise<void> {
  const api = createClient({ baseUrl: apiUrl, fetch: openBrowser().fetch })
  const credentials = { email: 'picture@bench.example', password: 'nine-green-ladders' }
  await api.registerPartner({ body: { brandName: 'Bench', ...credentials } })
  const base64 = readFileSync('local/sample-content/rainy-drive.mp4', 'base64')
  const price = { amount: 0, currency: 'USD' }
  const { ok } = await api.createReel({ body: { title: 'Home in the rain', price, video: { base64 } } })
  if (!ok) throw new Error('The first reel was not published')
}

/** The player of a checkout, as it builds and serves it itself. */
async function startPlayer({ apiUrl, environment }: Platform, side: Side): Promise<Web> {
  const root = SIDES[side]
  const serving: { startWeb(options: WebOptions): Promise<Web> } = await import(
    pathToFileURL(join(root, 'web/serve.ts')).href
  )
  const mediaUrls = [environment['IMAGEKIT_URL_ENDPOINT'] ?? '']
  const player = await serving.startWeb({ port: 0, apiUrl, mediaUrls, root })
  started.push(player)
  return player
}

type Seen = Record<LineName, Record<Side, FirstSeen[]>>

async function measureInTurns(browser: Browser, players: Record<Side, Web>): Promise<Seen> {
  const seen: Seen = {
    '400 kbit/s, 400 ms': { now: [], before: [] },
    '4G, 9 Mbit/s, 85 ms': { now: [], before: [] },
  }
  // The first round does not count: the media service makes posters and streams when they are first asked for.
  for (let round = -1; round < Number(rounds); round += 1) {
    for (const line of lines) {
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const found = await visit(browser, players[side].url, line)
        if (round >= 0) seen[line][side].push(found)
      }
    }
    process.stderr.write(`\rround ${round + 1} of ${rounds} `)
  }
  process.stderr.write('\n')
  return seen
}

function reportOn(seen: Seen): void {
  const spread = (line: LineName, side: Side, name: Name) =>
    spreadOf(seen[line][side].map(one => one[name] / 1_000))
  const measures = lines.flatMap((line, slowness) =>
    names.flatMap(name => {
      const ratio = ratioOf(
        seen[line].now.map(one => one[name]),
        seen[line].before.map(one => one[name]),
      )
      const aim = slowness === 0 ? (AIMS[name] ?? null) : null
      return [
        measure(`${line}: ${NAMES[name]}, s`, spread(line, 'now', name), aim),
        measure(`${line}: ${NAMES[name]} against before`, ratio, null),
      ]
    }),
  )
  const rows = lines.flatMap(line =>
    sides.map(side => [
      `${line}, ${side}`,
      ...names.map(name => rounded(spread(line, side, name).median)),
      rounded(Math.max(...seen[line][side].map(({ shifts }) => shifts))),
    ]),
  )
  const title = `Seconds until a phone shows something, median of ${rounds} visits with an empty cache`
  const columns = ['', ...names.map(name => NAMES[name]), 'moved (CLS), most']
  report('picture', { measures, tables: [{ title, columns, rows }] })
}
