import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startMediaServer } from './server.ts'

const USAGE = `Usage: npm start -w @reels/imagekit-server -- [options]

What an option is if it is left out:

  --port <n>             4010; 0 for a free one
  --host <name>          127.0.0.1
  --data <folder>        .local/imagekit
  --public-key <key>     IMAGEKIT_PUBLIC_KEY, or public_local
  --private-key <key>    IMAGEKIT_PRIVATE_KEY, or private_local
  --imagekit-id <id>     local
  --webhook-url <url>    where events are sent; without it none are sent
  --webhook-secret <s>   IMAGEKIT_WEBHOOK_SECRET, or whsec_local
  --max-file-bytes <n>   104857600
  --restrict-unsigned    off; delivers only signed URLs
  --faults               off; opens /_faults, /_webhooks and /_requests for tests
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string', default: '.local/imagekit' },
    'public-key': { type: 'string', default: process.env.IMAGEKIT_PUBLIC_KEY ?? 'public_local' },
    'private-key': { type: 'string', default: process.env.IMAGEKIT_PRIVATE_KEY ?? 'private_local' },
    'imagekit-id': { type: 'string', default: 'local' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string', default: process.env.IMAGEKIT_WEBHOOK_SECRET ?? 'whsec_local' },
    'max-file-bytes': { type: 'string', default: String(100 * 1024 * 1024) },
    'restrict-unsigned': { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  process.stdout.write(USAGE)
} else {
  const webhookUrl = values['webhook-url']
  const server = await startMediaServer({
    port: Number(values.port),
    host: values.host,
    dataDir: resolve(values.data),
    publicKey: values['public-key'],
    privateKey: values['private-key'],
    imagekitId: values['imagekit-id'],
    maxFileBytes: Number(values['max-file-bytes']),
    restrictUnsigned: values['restrict-unsigned'],
    faults: values.faults,
    log: line => process.stderr.write(`${line}\n`),
    ...(webhookUrl !== undefined && { webhook: { url: webhookUrl, secret: values['webhook-secret'] } }),
  })
  process.stdout.write(`Media server: ${server.url}, files under ${server.urlEndpoint}\n`)
  const stop = () => void server.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
