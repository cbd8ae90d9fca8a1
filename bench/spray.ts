import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '#local/free-ports.ts'
import { startPlatform } from '#local/platform.ts'
import { readSettings } from '#local/settings.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { rounded } from './setup/results.ts'
import { quantile } from './setup/statistics.ts'

// `npm run bench:spray` (`-- <logins>`): how long an honest login takes on the local gateway while 40 connections from
// another address try passwords, first while these are compared, then while all of them are refused with 429.

const LOGINS = Number(process.argv[2] ?? 40)
const CONNECTIONS = 40
const HONEST = '127.0.0.3'
const PASSWORD = 'nine-green-ladders'

const root = process.cwd()
const data = mkdtempSync(join(tmpdir(), 'reels-spray-'))
const free = { MEDIA_PORT: '0', MONGO_PORT: '0', MAIL_PORT: '0', PAYMENTS_PORT: '0' }
const [apiPort, lambdaPort] = await freePorts(2)
const ports = { API_PORT: String(apiPort), LAMBDA_PORT: String(lambdaPort), ...free }
const platform = await startPlatform({
  root,
  settings: { ...readSettings(root, {}), ...ports, DATA_DIR: data, SCHEDULED_JOBS: 'false' },
  web: false,
  underTest: false,
  print: () => undefined,
})
const agent = new Agent({ keepAlive: true, localAddress: HONEST })
try {
  await createIndexes(root, platform.mongodbUri)
  const email = 'honest@example.com'
  await post('/auth/users/register', { username: 'honest', email, password: PASSWORD }, 201)
  const login = () => post('/auth/users/login', { email, password: PASSWORD }, 200)
  await timesOf(5, login)
  const before = await timesOf(LOGINS, login)
  const attack = startAttack()
  await attack.begun
  const comparing: number[] = []
  while (comparing.length < LOGINS && !attack.isRefusedAlways()) comparing.push(await timed(login))
  while (!attack.isRefusedAlways()) await timed(login)
  const refusing = await timesOf(LOGINS, login)
  const counts = attack.end()
  const usual = quantile([...before, ...(await timesOf(LOGINS, login))], 0.5)
  console.log(`guesses: ${counts.compared} compared, ${counts.refused} refused`)
  for (const [name, times] of Object.entries({
    'while passwords are compared': comparing,
    'while all are refused': refusing,
  })) {
    const [p50, most] = [quantile(times, 0.5), Math.max(...times)]
    console.log(
      `${name}: ${times.length} logins, p50 ${rounded(p50)} ms, ${rounded(p50 / usual)} of the usual ${rounded(usual)} ms; slowest ${rounded(most)} ms`,
    )
  }
} finally {
  agent.destroy()
  await platform.close()
  rmSync(data, { recursive: true, force: true })
}

function startAttack() {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const counts = { compared: 0, refused: 0 }
  let refusedInARow = 0
  const child = fork('bench/setup/attacker.mjs', [platform.apiUrl, String(CONNECTIONS)])
  child.on('message', (status: unknown) => {
    resolve()
    counts[status === 429 ? 'refused' : 'compared'] += 1
    refusedInARow = status === 429 ? refusedInARow + 1 : 0
  })
  return {
    begun,
    isRefusedAlways: () => refusedInARow > 2 * CONNECTIONS,
    end() {
      child.kill()
      return counts
    },
  }
}

async function timesOf(count: number, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count; n += 1) times.push(await timed(work))
  return times
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function post(path: string, body: unknown, expected: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const options = { method: 'POST', agent, headers: { 'content-type': 'application/json' } }
  const sent = request(new URL(path, platform.apiUrl), options, response => {
    response.resume().once('end', () => {
      if (response.statusCode === expected) resolve()
      else reject(new Error(`${path}: ${response.statusCode}`))
    })
  })
  sent.once('error', reject).end(JSON.stringify(body))
  return promise
}
