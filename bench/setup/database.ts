import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { withDatabase } from '#local/platform.ts'

export interface BenchDatabase {
  /** The address of a database of this name on the server. */
  uriOf(name: string): string
  close(): Promise<void>
}

/**
 * The database of every contender: the embedded one in its own process, so that its CPU time is not counted, or with
 * `MONGODB_URI` another server, whose databases `bench-…` are dropped.
 */
export async function startDatabase(): Promise<BenchDatabase> {
  const outside = process.env['MONGODB_URI']
  if (outside) return { uriOf: name => withDatabase(outside, name), close: async () => undefined }
  const dataDir = mkdtempSync(join(tmpdir(), 'reels-bench-'))
  const child = spawn(process.execPath, ['packages/mongo-server/main.ts', '--port', '0', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => child.once('exit', resolve))
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).on('line', line => {
    if (line.startsWith('mongo: ')) resolve(line.slice('mongo: '.length))
  })
  child.once('exit', code => reject(new Error(`The database ended with ${code}`)))
  const uri = await promise
  return {
    uriOf: name => withDatabase(uri, name),
    async close() {
      child.kill('SIGTERM')
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
