import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findFfmpeg, startMediaServer } from '@reels/imagekit-server'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { ReelModel } from '#domains/reels/model.ts'
import { cutPreviews } from '#functions/jobs/cut-previews.ts'
import { freePorts } from '#local/free-ports.ts'
import { startPlatform } from '#local/platform.ts'
import { publishSampleContent } from '#local/sample-content/publish.ts'
import { readSettings } from '#local/settings.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'

/** The log of the functions, to read after a test that failed. */
const API_LOG = '.local/tests/browser-api.log'

const BARE_MEDIA_KEY = 'private_bare'

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Letters look the same whatever this machine is set to.
  '--font-render-hinting=none',
  '--disable-lcd-text',
]

/** Starts the platform with the player and sample reels on free ports, and one browser. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = process.cwd()
  const data = await mkdtemp(join(tmpdir(), 'reels-browser-'))
  mkdirSync(dirname(API_LOG), { recursive: true })
  rmSync(API_LOG, { force: true })
  const [apiPort, lambdaPort, webPort] = await freePorts(3)
  const bareMedia = await startMediaServer({
    port: 0,
    dataDir: join(data, 'bare-media'),
    publicKey: 'public_bare',
    privateKey: BARE_MEDIA_KEY,
    imagekitId: 'bare',
    ffmpeg: null,
  })
  const said: string[] = []
  const platform = await startPlatform({
    root,
    settings: {
      ...readSettings(root, {}),
      API_PORT: String(apiPort),
      LAMBDA_PORT: String(lambdaPort),
      WEB_PORT: String(webPort),
      MEDIA_PORT: '0',
      MONGO_PORT: '0',
      MAIL_PORT: '0',
      PAYMENTS_PORT: '0',
      DATA_DIR: data,
      SCHEDULED_JOBS: 'false',
      ALLOWED_ORIGINS: `http://localhost:${webPort}`,
      PLAYER_URL: `http://localhost:${webPort}`,
      PASSWORD_RESET_URL: `http://localhost:${webPort}/reset-password`,
      EMAIL_VERIFICATION_URL: `http://localhost:${webPort}/verify-email`,
    },
    web: true,
    otherMediaUrls: [bareMedia.url],
    underTest: true,
    print: text => appendFileSync(API_LOG, text),
    say: text => said.push(text),
  })
  await createIndexes(root, platform.mongodbUri)
  const { mailboxUrl, paymentsUrl, webUrl } = platform
  const returnUrl = `${webUrl}/studio/payouts`
  await publishSampleContent(platform.apiUrl, { mailboxUrl, paymentsUrl, returnUrl })
  // The schedule is off: each test would wait for it.
  Object.assign(process.env, platform.environment, { MONGODB_URI: platform.mongodbUri })
  await runJob(cutPreviews)
  const samples = await ReelModel.distinct('_id')
  await disconnectDatabase()
  const browser = await chromium.launchServer({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: CHROMIUM_FLAGS,
  })
  project.provide('settings', { ...platform.environment, MONGODB_URI: platform.mongodbUri })
  project.provide('sampleReels', samples.map(String))
  project.provide('apiUrl', platform.apiUrl)
  project.provide('mediaUrl', platform.mediaUrl)
  project.provide('mailboxUrl', platform.mailboxUrl)
  project.provide('paymentsUrl', platform.paymentsUrl)
  project.provide('bareMedia', { url: bareMedia.url, privateKey: BARE_MEDIA_KEY })
  project.provide('webUrl', platform.webUrl)
  project.provide('ffmpeg', findFfmpeg())
  project.provide('browserUrl', browser.wsEndpoint())
  return async () => {
    await browser.close()
    await Promise.all([platform.close(), bareMedia.close()])
    await rm(data, { recursive: true, force: true })
    // A part is started again on a laptop. In a test, nothing that is sent to it may end it.
    if (said.length > 0) throw new Error(said.join('\n'))
  }
}
