import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpEvent } from '#shared/http/call.ts'
import { lambdaEnvironment } from './lambda-environment.ts'

/** The figures of a process from its start to its first answer. */
export interface FirstAnswer {
  /** From the start of the process, measured outside it. */
  wallMilliseconds: number
  /** Until the bundle was imported. */
  importMilliseconds: number
  cpuMilliseconds: number
  peakMegabytes: number
  response: { statusCode: number; body: string }
}

const eventFile = join(mkdtempSync(join(tmpdir(), 'reels-event-')), 'event.json')

/** Starts a fresh process with one bundle, as Lambda does, and sends it one event. */
export async function firstAnswer(
  entry: string,
  event: HttpEvent,
  environment: Record<string, string>,
): Promise<FirstAnswer> {
  writeFileSync(eventFile, JSON.stringify(event))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let written = ''
  let logged = ''
  let answeredAt = 0
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['bench/setup/container.mjs'], {
    env: { ...lambdaEnvironment(entry, environment), BENCH_EVENT: eventFile },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  child.stdio[3]?.on('data', chunk => {
    answeredAt ||= performance.now()
    written += chunk
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (logged += chunk))
  child.once('error', reject).once('close', () => resolve())
  await promise
  if (!written) throw new Error(`${entry} did not answer:\n${logged}`)
  const answer: Omit<FirstAnswer, 'wallMilliseconds'> = JSON.parse(written)
  if (answer.response.statusCode >= 400) throw new Error(`${entry}: ${answer.response.body}\n${logged}`)
  return { wallMilliseconds: answeredAt - startedAt, ...answer }
}
