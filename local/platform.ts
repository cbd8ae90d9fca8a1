import { join, resolve } from 'node:path'
import { type MediaServer, startMediaServer } from '@reels/imagekit-server'
import { startMongo } from '@reels/mongo-server'
import { type Gateway, startGateway } from './gateway.ts'
import { startMailbox } from './mail/server.ts'
import { portOf, type Settings } from './settings.ts'

export interface PlatformOptions {
  root: string
  settings: Settings
  /** Whether to serve the player, too. */
  web: boolean
  /** Opens the fault controls of the database and the media server, and leaves sending webhooks to the tests. */
  underTest: boolean
  print: (text: string) => void
  /** Starts the API in another way than on the local gateway. */
  startApi?: (environment: Settings) => Promise<Gateway>
}

/** All parts that run on this machine. */
export interface Platform {
  apiUrl: string
  /** Empty if the player is not served. */
  webUrl: string
  mediaUrl: string
  mailboxUrl: string
  mongodbUri: string
  /** The settings that the functions run with. */
  environment: Settings
  /** Restarts the functions with the current sources. */
  reload(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the database (unless `MONGODB_URI` is set), the media server (unless ImageKit is set), the mailbox and the API.
 * @throws Error that names the setting if a port is taken
 */
export async function startPlatform({
  root,
  settings,
  web,
  underTest,
  print,
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
  async function start<T extends { close(): Promise<void> }>(
    setting: string,
    part: () => Promise<T>,
  ): Promise<T> {
    try {
      const running = await part()
      started.push(running)
      return running
    } catch (error) {
      await close()
      throw isPortTaken(error)
        ? new Error(`Port ${settings[setting]} is taken. Set ${setting} to another one.`, { cause: error })
        : error
    }
  }
  const dataDir = resolve(root, settings['DATA_DIR'] ?? '.local')
  const environment = { ...settings }
  if (web) {
    const player = `http://localhost:${portOf(settings, 'WEB_PORT')}`
    environment['ALLOWED_ORIGINS'] = `${settings['ALLOWED_ORIGINS']},${player}`
  }

  if (!environment['MONGODB_URI']) {
    const port = portOf(settings, 'MONGO_PORT')
    const mongo = await start('MONGO_PORT', () =>
      startMongo({ port, dataDir: join(dataDir, 'mongo'), testCommands: underTest }),
    )
    environment['MONGODB_URI'] = withDatabase(mongo.uri)
  }
  const apiPort = portOf(settings, 'API_PORT')
  if (!environment['IMAGEKIT_URL_ENDPOINT']) {
    const media = await start('MEDIA_PORT', () => startLocalMedia(settings, dataDir, apiPort, underTest))
    environment['IMAGEKIT_URL_ENDPOINT'] = media.urlEndpoint
    environment['IMAGEKIT_API_URL'] = media.url
    environment['IMAGEKIT_UPLOAD_URL'] = `${media.url}/api/v2/files/upload`
  }
  if (!environment['SECRETS_PATH']) {
    const file = join(dataDir, 'mail.jsonl')
    const mailbox = await start('MAIL_PORT', () =>
      startMailbox({ port: portOf(settings, 'MAIL_PORT'), file }),
    )
    // The AWS SDK reads these itself, and it signs its requests even for the mailbox.
    environment['AWS_ENDPOINT_URL_SESV2'] = mailbox.url
    environment['AWS_ACCESS_KEY_ID'] = 'laptop'
    environment['AWS_SECRET_ACCESS_KEY'] = 'laptop'
    environment['AWS_REGION'] = 'eu-west-1'
  }
  const api: { current: Gateway } = { current: await start('API_PORT', () => startApi(environment)) }
  const apiUrl = api.current.url
  const player = web ? await start('WEB_PORT', () => startPlayer(root, settings, apiUrl)) : null
  return {
    apiUrl,
    webUrl: player?.url ?? '',
    mediaUrl: environment['IMAGEKIT_API_URL'] ?? 'https://api.imagekit.io',
    mailboxUrl: environment['AWS_ENDPOINT_URL_SESV2'] ?? '',
    mongodbUri: environment['MONGODB_URI'],
    environment,
    close,
    async reload() {
      await api.current.close()
      started.splice(started.indexOf(api.current), 1)
      api.current = await start('API_PORT', () => startApi(environment))
    },
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

async function startPlayer(root: string, settings: Settings, apiUrl: string) {
  // It loads a bundler, which nothing else needs.
  const { startWeb } = await import('../web/serve.ts')
  return startWeb({ port: portOf(settings, 'WEB_PORT'), apiUrl, root })
}

function startLocalMedia(
  settings: Settings,
  dataDir: string,
  apiPort: number,
  underTest: boolean,
): Promise<MediaServer> {
  const secret = settings['IMAGEKIT_WEBHOOK_SECRET'] ?? ''
  return startMediaServer({
    port: portOf(settings, 'MEDIA_PORT'),
    host: 'localhost',
    dataDir: join(dataDir, 'imagekit'),
    publicKey: settings['IMAGEKIT_PUBLIC_KEY'] ?? '',
    privateKey: settings['IMAGEKIT_PRIVATE_KEY'] ?? '',
    imagekitId: 'local',
    faults: underTest,
    ...(!underTest && { webhook: { url: `http://localhost:${apiPort}/webhooks/imagekit`, secret } }),
  })
}
