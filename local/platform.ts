import { join, resolve } from 'node:path'
import { type Gateway, startGateway } from './gateway.ts'
import { type Kept, keepRunning } from './parts/keep-running.ts'
import type { PartOptions, PartOrder } from './parts/kinds.ts'
import { type Part, startPart } from './parts/part.ts'
import type { RunningProcess } from './parts/running-process.ts'
import { portOf, type Settings } from './settings.ts'

export interface PlatformOptions {
  root: string
  settings: Settings
  /** Whether to serve the player, too. */
  web: boolean
  /** More addresses that the player may load videos from. */
  otherMediaUrls?: readonly string[]
  /** Opens the test controls of the database, the media server and the payments server; webhooks are sent by the tests. */
  underTest: boolean
  print: (text: string) => void
  /** Receives sentences for a person: that a part has ended, and that it runs again. Prints them if left out. */
  say?: (text: string) => void
  /** Starts the API in another way than on the local gateway. */
  startApi?: (environment: Settings) => Promise<Gateway>
}

/** All parts that run on this machine. */
export interface Platform {
  apiUrl: string
  /** Empty if the player is not served. */
  webUrl: string
  mediaUrl: string
  /** Of Stripe itself if an account there is set; empty if nothing is sold. */
  paymentsUrl: string
  mailboxUrl: string
  mongodbUri: string
  /** The settings that the functions run with. */
  environment: Settings
  /** Restarts the functions with the current sources. */
  reload(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the database (unless `MONGODB_URI` is set), the media server (unless ImageKit is set), the payments server (unless
 * Stripe is set, or nothing is sold), the mailbox and the API,
 * each in a process of its own. One that ends by itself is started again at the same address with its data.
 * @throws Error that names the setting if a port is taken
 */
export async function startPlatform({
  root,
  settings,
  web,
  otherMediaUrls = [],
  underTest,
  print,
  say = text => print(`${text}\n`),
  startApi = environment =>
    startGateway({
      root,
      port: portOf(settings, 'API_PORT'),
      lambdaPort: portOf(settings, 'LAMBDA_PORT'),
      environment,
      print,
    }),
}: PlatformOptions): Promise<Platform> {
  const started: { close(): Promise<void> }[] = []
  async function close() {
    for (const part of started.splice(0).reverse()) await part.close()
  }
  async function keep<Running extends RunningProcess>(
    setting: string,
    name: string,
    start: (first: Running | null) => Promise<Running>,
  ): Promise<Kept<Running>> {
    try {
      const kept = await keepRunning({ name, start, say })
      started.push(kept)
      return kept
    } catch (error) {
      throw isPortTaken(error)
        ? new Error(`Port ${settings[setting]} is taken. Set ${setting} to another one.`, { cause: error })
        : error
    }
  }
  async function keepPart(setting: string, order: PartOrder): Promise<string> {
    const kept = await keep<Part>(setting, order.kind, first =>
      // What is started again takes the port that the first one got.
      startPart(first ? { ...order, port: first.address.port } : order),
    )
    return kept.first.address.url
  }
  const dataDir = resolve(root, settings['DATA_DIR'] ?? '.local')
  const environment = { ...settings }
  if (web) {
    const player = `http://localhost:${portOf(settings, 'WEB_PORT')}`
    environment['ALLOWED_ORIGINS'] = `${settings['ALLOWED_ORIGINS']},${player}`
    // Whatever port a frontend is developed on. Tests try origins that are refused.
    if (!underTest) environment['ALLOWED_ORIGINS'] += ',http://localhost,http://localhost:*'
  }

  async function startDatabase() {
    if (environment['MONGODB_URI']) return
    const port = portOf(settings, 'MONGO_PORT')
    const options = { dataDir: join(dataDir, 'mongo'), testCommands: underTest }
    const url = await keepPart('MONGO_PORT', { kind: 'database', port, options })
    environment['MONGODB_URI'] = withDatabase(url)
  }
  async function startMedia() {
    if (environment['IMAGEKIT_URL_ENDPOINT']) return
    const port = portOf(settings, 'MEDIA_PORT')
    const options = mediaOptions(settings, dataDir, underTest)
    const url = await keepPart('MEDIA_PORT', { kind: 'media server', port, options })
    environment['IMAGEKIT_URL_ENDPOINT'] = `${url}/${options.imagekitId}`
    environment['IMAGEKIT_API_URL'] = url
    environment['IMAGEKIT_UPLOAD_URL'] = `${url}/api/v2/files/upload`
  }
  async function startPayments() {
    if (!sellsLocally(settings, underTest)) return
    const port = portOf(settings, 'PAYMENTS_PORT')
    const options = paymentsOptions(settings, dataDir, underTest)
    environment['STRIPE_API_URL'] = await keepPart('PAYMENTS_PORT', {
      kind: 'payments server',
      port,
      options,
    })
  }
  async function startMail() {
    if (environment['SECRETS_PATH']) return
    const port = portOf(settings, 'MAIL_PORT')
    const options = { file: join(dataDir, 'mail.jsonl') }
    const url = await keepPart('MAIL_PORT', { kind: 'mailbox', port, options })
    // The AWS SDK reads these itself, and it signs its requests even for the mailbox.
    environment['AWS_ENDPOINT_URL_SESV2'] = url
    environment['AWS_ACCESS_KEY_ID'] = 'laptop'
    environment['AWS_SECRET_ACCESS_KEY'] = 'laptop'
    environment['AWS_REGION'] = 'eu-west-1'
  }
  function startPlayer(apiUrl: string) {
    const port = portOf(settings, 'WEB_PORT')
    const mediaUrls = [
      environment['IMAGEKIT_URL_ENDPOINT'] ?? '',
      environment['IMAGEKIT_UPLOAD_URL'] || 'https://upload.imagekit.io',
      ...otherMediaUrls,
    ]
    return keepPart('WEB_PORT', { kind: 'player', port, options: { apiUrl, mediaUrls, root } })
  }
  try {
    // What has started is only known when all have tried.
    const parts = [startDatabase(), startMedia(), startPayments(), startMail()]
    for (const part of await Promise.allSettled(parts)) {
      if (part.status === 'rejected') throw part.reason
    }
    const api = await keep<Gateway>('API_PORT', 'API', () => startApi(environment))
    const apiUrl = api.first.url
    const webUrl = web ? await startPlayer(apiUrl) : ''
    return {
      apiUrl,
      webUrl,
      mediaUrl: environment['IMAGEKIT_API_URL'] ?? 'https://api.imagekit.io',
      paymentsUrl: paymentsUrlOf(environment),
      mailboxUrl: environment['AWS_ENDPOINT_URL_SESV2'] ?? '',
      mongodbUri: environment['MONGODB_URI'] ?? '',
      environment,
      close,
      reload: api.restart,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The URI of a database with this name, so that several can share one server. */
export function withDatabase(uri: string, name = 'reels'): string {
  const url = new URL(uri)
  url.pathname = `/${name}`
  return url.href
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes('EADDRINUSE')
}

function mediaOptions(settings: Settings, dataDir: string, underTest: boolean): PartOptions['media server'] {
  const url = `http://localhost:${portOf(settings, 'API_PORT')}/webhooks/imagekit`
  return {
    host: 'localhost',
    dataDir: join(dataDir, 'imagekit'),
    publicKey: settings['IMAGEKIT_PUBLIC_KEY'] ?? '',
    privateKey: settings['IMAGEKIT_PRIVATE_KEY'] ?? '',
    imagekitId: 'local',
    faults: underTest,
    ...(!underTest && { webhook: { url, secret: settings['IMAGEKIT_WEBHOOK_SECRET'] ?? '' } }),
  }
}

/** Stripe itself takes its place as soon as there is a key of an account there. */
function sellsLocally(settings: Settings, underTest: boolean): boolean {
  if (settings['PAYMENTS_ENABLED'] !== 'true') return false
  return underTest || (settings['STRIPE_SECRET_KEY'] ?? '').includes('only-for-a-laptop')
}

function paymentsUrlOf(environment: Settings): string {
  if (environment['PAYMENTS_ENABLED'] !== 'true') return ''
  return environment['STRIPE_API_URL'] || 'https://api.stripe.com'
}

function paymentsOptions(
  settings: Settings,
  dataDir: string,
  underTest: boolean,
): PartOptions['payments server'] {
  const url = `http://localhost:${portOf(settings, 'API_PORT')}/webhooks/stripe`
  return {
    host: 'localhost',
    dataDir: underTest ? ':memory:' : join(dataDir, 'stripe'),
    secretKey: settings['STRIPE_SECRET_KEY'] ?? '',
    webhooks: (['account', 'connect', 'thin'] as const).map(kind => ({
      name: kind,
      kind,
      url,
      secrets: secretsOf(settings, kind),
    })),
    holdWebhooks: underTest,
    // A platform that has sold for a while has money to give back what a dispute took from a partner.
    platformCredit: 10_000_000,
    controls: underTest,
  }
}

/** `account:whsec_…,connect:whsec_…` */
function secretsOf(settings: Settings, endpoint: string): string[] {
  return (settings['STRIPE_WEBHOOK_SECRETS'] ?? '').split(',').flatMap(entry => {
    const [name, secret] = entry.trim().split(/:(.*)/s)
    return name === endpoint && secret ? [secret] : []
  })
}
