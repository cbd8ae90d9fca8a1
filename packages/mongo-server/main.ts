import { parseArgs } from 'node:util'
import { startMongo } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '27027' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string', default: '.local/mongo' },
    'test-commands': { type: 'boolean', default: false },
  },
})

const mongo = await startMongo({
  port: Number(values.port),
  host: values.host,
  dataDir: values.data,
  testCommands: values['test-commands'],
  log: line => console.error(line),
})
console.log(`mongo: ${mongo.uri}`)

process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())

async function stop(): Promise<void> {
  await mongo.close()
  process.exit(0)
}
