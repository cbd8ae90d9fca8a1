import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Address, CLOSE, type PartOrder, type PartReport } from './kinds.ts'
import { endOf, type RunningProcess, stopProcess } from './running-process.ts'

const ENTRY = fileURLToPath(new URL('./part-process.ts', import.meta.url))

export interface Part extends RunningProcess {
  address: Address
  /** Its process. */
  pid: number | undefined
}

/**
 * Starts a part of the platform in a process of its own, so that nothing that happens in it can end another part.
 * @throws Error with the reason if it does not start
 */
export async function startPart(order: PartOrder): Promise<Part> {
  const child = fork(ENTRY, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const lastWords = child.stderr ? text(child.stderr) : Promise.resolve('')
  child.send(order, () => {})
  const report = await reportOf(child)
  if ('failure' in report) {
    child.kill('SIGKILL')
    throw new Error(report.failure)
  }
  return {
    address: report.address,
    pid: child.pid,
    ended: endOf(child, lastWords),
    // The callback takes the error if the process has just ended.
    close: () => stopProcess(child, () => child.connected && child.send(CLOSE, () => {})),
  }
}

async function reportOf(child: ChildProcess): Promise<PartReport> {
  const waiting = new AbortController()
  const { signal } = waiting
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]): PartReport => message),
      once(child, 'exit', { signal }).then((): PartReport => ({ failure: 'It ended while it started' })),
    ])
  } finally {
    waiting.abort()
  }
}
