// Runs the Serverless CLI and ends it when the process that started it ends, even by kill -9: the channel to that process
// closes then. Otherwise a gateway would stay on the port.
import { createRequire } from 'node:module'

process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', () => process.exit(0))
createRequire(import.meta.url)('serverless/bin/serverless.js')
