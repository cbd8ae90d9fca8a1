import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startPaymentsServer } from './server.ts'
import type { WebhookEndpoint } from './webhooks/events.ts'

const USAGE = `Usage: npm start -w @reels/stripe-server -- [options]

What an option is if it is left out:

  --port <n>              4012; 0 for a free one
  --host <name>           127.0.0.1
  --data <folder>         .local/stripe; :memory: to keep nothing
  --secret-key <key>      STRIPE_SECRET_KEY, or sk_test_local
  --webhook-url <url>     where events are sent; without it none are sent
  --webhook-secrets <s>   STRIPE_WEBHOOK_SECRETS, as account:whsec_…,connect:whsec_…,thin:whsec_…
  --controls              off; opens the test controls, whose paths begin with /_
`

const KINDS = ['account', 'connect', 'thin'] as const

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4012' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string', default: '.local/stripe' },
    'secret-key': { type: 'string', default: process.env.STRIPE_SECRET_KEY ?? 'sk_test_local' },
    'webhook-url': { type: 'string' },
    'webhook-secrets': { type: 'string', default: process.env.STRIPE_WEBHOOK_SECRETS ?? '' },
    controls: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  process.stdout.write(USAGE)
} else {
  const server = await startPaymentsServer({
    port: Number(values.port),
    host: values.host,
    dataDir: values.data === ':memory:' ? values.data : resolve(values.data),
    secretKey: values['secret-key'],
    webhooks: endpointsAt(values['webhook-url'], values['webhook-secrets']),
    controls: values.controls,
    log: line => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`Payments server: ${server.url}\n`)
  const stop = () => void server.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function endpointsAt(url: string | undefined, secrets: string): WebhookEndpoint[] {
  if (url === undefined) return []
  const pairs = secrets.split(',').map(entry => entry.trim().split(/:(.*)/s))
  return KINDS.map(kind => ({
    name: kind,
    kind,
    url,
    secrets: pairs.flatMap(([name, secret]) => (name === kind && secret ? [secret] : [])),
  }))
}
