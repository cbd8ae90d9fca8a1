import { watch } from 'node:fs'
import { join } from 'node:path'
import { drift, generate } from '../tooling/generate.ts'
import { createIndexes } from '../tooling/db-indexes.ts'
import { type Platform, startPlatform } from './platform.ts'
import { PEOPLE } from './sample-content/clips.ts'
import { publishSampleContent } from './sample-content/publish.ts'
import { readSettings } from './settings.ts'

const root = process.cwd()

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run(): Promise<void> {
  const startedAt = performance.now()
  const settings = readSettings(root, process.env)
  const print = (text: string) => process.stdout.write(text)
  const platform = await startPlatform({ root, settings, faults: false, jobs: true, print })
  stopWith(platform)
  await createIndexes(root, platform.mongodbUri)
  await publishSampleContent(platform.apiUrl)
  greet(platform, (performance.now() - startedAt) / 1_000)
  reloadOnChange(platform)
}
