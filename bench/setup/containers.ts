import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { HttpEvent } from '#shared/http/call.ts'
import { lambdaEnvironment } from './lambda-environment.ts'

export interface Round {
  /** One for each event, in milliseconds. */
  latencies: number[]
  milliseconds: number
  cpuMilliseconds: number
  /** The length of the last answer on the wire. */
  bytes: number
  /** The memory of the process afterwards. */
  megabytes: number
}

/** A process that has loaded one bundle and keeps running. */
export interface Container {
  handle(events: readonly HttpEvent[], concurrency: number): Promise<Round>
  close(): Promise<void>
}

export async function startContainer(entry: string, environment: Record<string, string>): Promise<Container> {
  const child = fork('bench/setup/worker.mjs', {
    env: lambdaEnvironment(entry, environment),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await said(child)
  return {
    async handle(events, concurrency) {
      child.send({ events, concurrency })
      return said(child)
    },
    async close() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

async function said(child: ChildProcess): Promise<Round> {
  const { promise, resolve, reject } = Promise.withResolvers<Round>()
  const ended = (code: number | null) => reject(new Error(`A container ended with ${code}`))
  child.once('exit', ended)
  child.once('message', (message: unknown) => {
    if (isRound(message)) resolve(message)
    else resolve({ latencies: [], milliseconds: 0, cpuMilliseconds: 0, bytes: 0, megabytes: 0 })
  })
  try {
    return await promise
  } finally {
    child.off('exit', ended)
  }
}

function isRound(message: unknown): message is Round {
  return typeof message === 'object' && message !== null && 'latencies' in message
}
