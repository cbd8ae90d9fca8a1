// The Serverless CLI, which ends when the process that started it does, even by kill -9: the channel to it
// closes then, and no gateway is left behind on the port.
import { createRequire } from 'node:module'

process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', () => process.exit(0))
createRequire(import.meta.url)('serverless/bin/serverless.js')
