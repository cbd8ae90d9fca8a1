import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePorts } from '#local/free-ports.ts'
import type { Gateway } from '#local/gateway.ts'
import { startPlatform, withDatabase } from '#local/platform.ts'
import { readSettings, type Settings } from '#local/settings.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { logCheck } from '../logs/log-check.ts'

declare module 'vitest' {
  interface ProvidedContext {
    apiUrl: string
    mediaUrl: string
    paymentsUrl: string
    mailboxUrl: string
    /** Where the media server keeps its files. */
    mediaFolder: string
    mongodbUri: string
    /** The settings that the functions run with. */
    settings: Settings
  }
}

/** The log of the functions, to read after a failed run. */
const API_LOG = '.local/tests/api.log'

/**
 * Starts database, media server, payments server and gateway once for all whole-API tests, on free ports and with their own data. With
 * `MONGODB_URI` the same tests run on another MongoDB, in their own database.
 */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return startUnderTest(project)
}

export interface UnderTest {
  /** Override those of a laptop. */
  settings?: Settings
  /** Starts the API in another way than on the local gateway. */
  startApi?: (environment: Settings, print: (text: string) => void) => Promise<Gateway>
}

/** @returns a function that stops everything, and throws if the log contains something that it must not */
export async function startUnderTest(
  project: TestProject,
  { settings: changes = {}, startApi }: UnderTest = {},
): Promise<() => Promise<void>> {
  const root = process.cwd()
  const data = await mkdtemp(join(tmpdir(), 'reels-tests-'))
  mkdirSync(dirname(API_LOG), { recursive: true })
  rmSync(API_LOG, { force: true })
  const settings = { ...readSettings(root, {}), ...changes }
  const log = logCheck(settings)
  const print = (text: string) => {
    appendFileSync(API_LOG, text)
    log.read(text)
  }
  const said: string[] = []
  const outside = process.env['MONGODB_URI']
  const [apiPort, lambdaPort] = await freePorts(2)
  const platform = await startPlatform({
    root,
    settings: {
      ...settings,
      API_PORT: String(apiPort),
      LAMBDA_PORT: String(lambdaPort),
      MEDIA_PORT: '0',
      MONGO_PORT: '0',
      MAIL_PORT: '0',
      PAYMENTS_PORT: '0',
      DATA_DIR: data,
      SCHEDULED_JOBS: 'false',
      // Everything is logged, because all of it is checked.
      POWERTOOLS_LOG_LEVEL: 'DEBUG',
      POWERTOOLS_METRICS_DISABLED: 'false',
      MONGODB_URI: outside ? withDatabase(outside, `reels-tests-${process.pid}`) : '',
    },
    web: false,
    underTest: true,
    print,
    say: text => said.push(text),
    ...(startApi && { startApi: environment => startApi(environment, print) }),
  })
  await createIndexes(root, platform.mongodbUri)
  project.provide('apiUrl', platform.apiUrl)
  project.provide('mediaUrl', platform.mediaUrl)
  project.provide('paymentsUrl', platform.paymentsUrl)
  project.provide('mailboxUrl', platform.mailboxUrl)
  project.provide('mediaFolder', join(data, 'imagekit'))
  project.provide('mongodbUri', platform.mongodbUri)
  // Handlers in the process of a test log to the terminal, so only warnings and errors.
  project.provide('settings', {
    ...platform.environment,
    POWERTOOLS_LOG_LEVEL: 'WARN',
    POWERTOOLS_METRICS_DISABLED: 'true',
    MONGODB_URI: watched(platform.mongodbUri),
  })
  return async () => {
    await platform.close()
    refuseSecrets(log.end())
    // A part is started again on a laptop. In a test, nothing that is sent to it may end it.
    if (said.length > 0) throw new Error(said.join('\n'))
    await rm(data, { recursive: true, force: true })
  }
}

/** A database whose driver reports every command, for tests that check the commands. */
function watched(uri: string): string {
  const url = new URL(uri)
  url.searchParams.set('monitorCommands', 'true')
  return url.href
}

/** Row 31 of docs/trust.md, for the whole log of the functions in this run. */
function refuseSecrets({ lines, faults }: { lines: number; faults: string[] }): void {
  if (faults.length === 0) return
  throw new Error(`[31] In ${lines} lines of the log of the API:\n  ${faults.slice(0, 20).join('\n  ')}`)
}
