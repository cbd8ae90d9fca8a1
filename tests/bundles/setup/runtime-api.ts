import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createInterface } from 'node:readline'
import type { DeployedFunction } from '#tooling/packaging/deployed-functions.ts'
import { serveOnLoopback } from './loopback.ts'
import type { Sandbox } from './sandbox.ts'

/** The result of an invocation: what the handler returned, or how it failed. */
export type Outcome = { payload: string } | { failure: string }

/** One environment of a function: a process that handles one event at a time. */
export interface LambdaEnvironment {
  isBusy(): boolean
  /** Its process has ended: a time-out, or a crash. */
  hasEnded(): boolean
  invoke(event: unknown): Promise<Outcome>
  close(): Promise<void>
}

export interface EnvironmentOptions {
  deployed: DeployedFunction
  sandbox: Sandbox
  /** Variables that exist in this test but not in AWS: the addresses of the services. */
  services: Record<string, string>
  print: (text: string) => void
}

const REGION = 'eu-west-1'
const ACCOUNT = '123456789012'
const PREFIX = '/2018-06-01/runtime'
// The user "nobody", who owns no file on this machine.
const UNPRIVILEGED = 65_534

interface Invocation {
  id: string
  event: unknown
  settle: (outcome: Outcome) => void
}

/**
 * Starts a bundle with the runtime interface client of AWS Lambda and serves it the Runtime API. Between two invocations
 * the process is stopped, as Lambda freezes it, so what it has not awaited does not happen.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startEnvironment(options: EnvironmentOptions): Promise<LambdaEnvironment> {
  const { deployed, print } = options
  let waiting: ServerResponse | undefined
  let queued: Invocation | undefined
  let running: Invocation | undefined
  const settle = (outcome: Outcome) => {
    const invocation = running ?? queued
    running = queued = undefined
    invocation?.settle(outcome)
  }

  const runtimeApi = await serveOnLoopback((request, body, response) => {
    const path = request.url?.replace(PREFIX, '') ?? ''
    if (path === '/invocation/next') {
      waiting = response
      if (queued) deliver()
      else if (!isFirst) child.kill('SIGSTOP')
      return
    }
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}')
    settle(path.endsWith('/response') ? { payload: body.toString() } : { failure: body.toString() })
  })
  let isFirst = true
  function deliver(): void {
    if (!waiting || !queued) return
    running = queued
    queued = undefined
    isFirst = false
    child.kill('SIGCONT')
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': running.id,
      'lambda-runtime-deadline-ms': String(Date.now() + deployed.timeoutSeconds * 1_000),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${deployed.name}`,
      'lambda-runtime-trace-id': `Root=1-${running.id.slice(0, 8)}-${running.id.replaceAll('-', '').slice(0, 24)}`,
    })
    waiting.end(JSON.stringify(running.event))
    waiting = undefined
  }

  const child = start(options, runtimeApi.address)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', line => print(`${line}\n`))
  }
  child.once('exit', (code, signal) => settle({ failure: `The process ended: ${code ?? signal}` }))

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  return {
    isBusy: () => queued !== undefined || running !== undefined,
    hasEnded,
    invoke(event) {
      return new Promise(resolve => {
        const timer = setTimeout(() => {
          child.kill('SIGKILL')
        }, deployed.timeoutSeconds * 1_000)
        queued = {
          id: randomUUID(),
          event,
          settle: outcome => {
            clearTimeout(timer)
            resolve(outcome)
          },
        }
        if (hasEnded()) settle({ failure: 'The process has ended before' })
        else deliver()
      })
    },
    async close() {
      const ended = hasEnded() ? undefined : once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await runtimeApi.close()
    },
  }
}

// The variables that Lambda sets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
function start({ deployed, sandbox, services }: EnvironmentOptions, runtimeApi: string): ChildProcess {
  const isRoot = process.getuid?.() === 0
  return spawn(sandbox.node, [sandbox.runtime, deployed.handler], {
    cwd: sandbox.taskRoot(deployed.name),
    env: {
      ...deployed.environment,
      ...services,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      _HANDLER: deployed.handler,
      LAMBDA_TASK_ROOT: sandbox.taskRoot(deployed.name),
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      AWS_LAMBDA_FUNCTION_NAME: deployed.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'tests',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'tests',
      AWS_SECRET_ACCESS_KEY: 'tests',
      AWS_SESSION_TOKEN: 'tests',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Root may write everywhere, and Lambda's code directory is read-only.
    ...(isRoot && { uid: UNPRIVILEGED, gid: UNPRIVILEGED }),
  })
}
