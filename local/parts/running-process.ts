import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export interface RunningProcess {
  /** Why it ended, in words, with what it printed at the end; it resolves whoever ended it. */
  ended: Promise<string>
  close(): Promise<void>
}

const STOP_MILLISECONDS = 10_000
const LINES_TO_KEEP = 12

/** @param lastWords what it prints to stderr until it ends */
export async function endOf(child: ChildProcess, lastWords: Promise<string>): Promise<string> {
  if (isRunning(child)) await once(child, 'exit')
  const printed = (await lastWords).trim().split('\n').slice(-LINES_TO_KEEP).join('\n')
  const how = child.signalCode ? `killed by ${child.signalCode}` : `exit code ${child.exitCode}`
  return printed === '' ? how : `${how}\n${printed}`
}

/** Asks a process to end, kills it if it does not, and resolves when it has ended. */
export async function stopProcess(child: ChildProcess, ask: () => void): Promise<void> {
  if (!isRunning(child)) return
  const ended = once(child, 'exit')
  ask()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS)
  await ended
  clearTimeout(timer)
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
