import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { endOf, type RunningProcess, stopProcess } from './parts/running-process.ts'

export interface GatewayOptions {
  root: string
  port: number
  /** The port for direct invocations. */
  lambdaPort: number
  environment: Record<string, string>
  /** Receives what the functions and the gateway print. */
  print: (text: string) => void
}

export interface Gateway extends RunningProcess {
  url: string
}

const START_MILLISECONDS = 60_000

/**
 * Starts serverless-offline on the TypeScript sources in a child process, which ends when this process ends.
 * @throws Error with what it printed if it is not ready within a minute
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const url = `http://localhost:${options.port}`
  const child = fork(serverlessWithLifeline(), offlineArguments(options), {
    cwd: options.root,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const close = () => stopProcess(child, () => child.kill('SIGTERM'))
  let printed = ''
  let isUp = false
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    createInterface({ input: stream }).on('line', line => {
      if (!isUp) printed += `${line}\n`
      else if (!isChatter(line)) options.print(`${line}\n`)
    })
  }
  const deadline = Date.now() + START_MILLISECONDS
  while (!(await answers(`${url}/config`))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await close()
      throw new Error(`The local gateway did not start on port ${options.port}:\n${printed}`)
    }
    await pause(50)
  }
  isUp = true
  // What it prints has been printed already.
  return { url, ended: endOf(child, Promise.resolve('')), close }
}

// serverless-offline announces every request twice. The log of the functions says more.
function isChatter(line: string): boolean {
  return /^(\s*$|Successfully invoked scheduled |\(λ: |(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/)/.test(
    line,
  )
}

function offlineArguments(options: GatewayOptions): string[] {
  const ports = ['--httpPort', String(options.port), '--lambdaPort', String(options.lambdaPort)]
  return ['offline', 'start', '--stage', 'local', ...ports]
}

function serverlessWithLifeline(): string {
  return createRequire(import.meta.url).resolve('./serverless-with-lifeline.mjs')
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'error' })).ok
  } catch {
    // Nothing listens on the port yet.
    return false
  }
}
