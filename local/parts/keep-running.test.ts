import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { keepRunning } from './keep-running.ts'
import type { PartOrder } from './kinds.ts'
import { type Part, startPart } from './part.ts'
import { endOf, type RunningProcess, stopProcess } from './running-process.ts'

// Processes start slowly on a busy machine. No test waits for time to pass.
vi.setConfig({ testTimeout: 30_000 })

const SOON = { timeout: 15_000, interval: 20 }

interface Script extends RunningProcess {
  child: ChildProcess
}

/** A process that runs a script. */
async function startScript(script: string): Promise<Script> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = endOf(child, text(child.stderr))
  return { child, ended, close: () => stopProcess(child, () => child.kill()) }
}

const STAYS = 'setInterval(() => {}, 60_000)'

function keepScripts(...scripts: string[]) {
  const said: string[] = []
  const started: Script[] = []
  async function start(): Promise<Script> {
    const script = scripts[started.length] ?? STAYS
    if (script === 'cannot start') {
      scripts.splice(started.length, 1)
      throw new Error('the port is taken')
    }
    const running = await startScript(script)
    started.push(running)
    return running
  }
  const kept = keepRunning({ name: 'mailbox', start, say: line => said.push(line), firstPause: 10 })
  onTestFinished(async () => (await kept).close())
  return { kept, said, started }
}

describe('a part that ends by itself', () => {
  it.each([
    ['is killed', STAYS, 'killed by SIGKILL'],
    ['rejects without anybody who catches it', 'Promise.reject(new Error("odd file"))', 'exit code 1'],
    ['throws later', 'setTimeout(() => { throw new Error("odd file") })', 'exit code 1'],
    ['exits', 'process.exit(7)', 'exit code 7'],
  ])('is reported in words and started again if it %s', async (_, script, how) => {
    const { kept, said, started } = keepScripts(script)
    await kept
    if (script === STAYS) started[0]?.child.kill('SIGKILL')
    await expect.poll(() => started.length, SOON).toBe(2)
    await expect.poll(() => said.at(-1), SOON).toBe('The mailbox is running again.')
    expect(said[0]).toBe(`The mailbox has ended by itself (${how}). It is started again, with its data.`)
    if (script.includes('odd file')) expect(said[1]).toContain('odd file')
    expect(started[1]?.child.exitCode).toBeNull()
  })

  it('is tried again until it starts, and each failure is reported', async () => {
    const { kept, said, started } = keepScripts('process.exit(1)', 'cannot start', 'cannot start', STAYS)
    await kept
    await expect.poll(() => started.length, SOON).toBe(2)
    await expect
      .poll(() => said, SOON)
      .toEqual([
        'The mailbox has ended by itself (exit code 1). It is started again, with its data.',
        'The mailbox could not be started again: the port is taken',
        'The mailbox could not be started again: the port is taken',
        'The mailbox is running again.',
      ])
  })
})

it('a part that is restarted or closed on purpose is not reported', async () => {
  const { kept, said, started } = keepScripts(STAYS, STAYS)
  const { restart, close } = await kept
  await restart()
  expect([started.length, started[0]?.child.signalCode]).toEqual([2, 'SIGTERM'])
  await close()
  expect(started[1]?.child.signalCode).toBe('SIGTERM')
  expect([started.length, said]).toEqual([2, []])
})

it('a part that cannot be started the first time is an error', async () => {
  const start = () => Promise.reject(new Error('EADDRINUSE'))
  await expect(keepRunning({ name: 'mailbox', start, say: () => {} })).rejects.toThrow('EADDRINUSE')
})

describe('the parts of a laptop', () => {
  const data = mkdtempSync(join(tmpdir(), 'parts-'))
  afterAll(() => rmSync(data, { recursive: true, force: true }))
  const orders: PartOrder[] = [
    { kind: 'database', port: 0, options: { dataDir: join(data, 'mongo') } },
    {
      kind: 'media server',
      port: 0,
      options: { dataDir: join(data, 'media'), publicKey: 'x', privateKey: 'y', imagekitId: 'local' },
    },
    { kind: 'mailbox', port: 0, options: { file: join(data, 'mail.jsonl') } },
  ]

  it('come back at the same address after kill -9, and none ends another', async () => {
    const said: string[] = []
    const kept = await Promise.all(
      orders.map(order =>
        keepRunning<Part>({
          name: order.kind,
          start: first => startPart(first ? { ...order, port: first.address.port } : order),
          say: line => said.push(line),
        }),
      ),
    )
    try {
      for (const { first } of kept) {
        const { address, ended, pid = 0 } = first
        said.length = 0
        process.kill(pid, 'SIGKILL')
        expect(await ended).toBe('killed by SIGKILL')
        await expect.poll(() => said.at(-1), SOON).toMatch(/is running again/)
        expect(said).toHaveLength(2)
        expect(await listens(address.port)).toBe(true)
        const others = kept.filter(other => other.first !== first)
        for (const other of others) expect(await listens(other.first.address.port)).toBe(true)
      }
    } finally {
      await Promise.all(kept.map(part => part.close()))
    }
  })

  it('are not started on a port that is taken', async () => {
    const [, , mailbox] = orders
    if (mailbox === undefined) throw new Error('There is no mailbox')
    const first = await startPart(mailbox)
    await expect(startPart({ ...mailbox, port: first.address.port })).rejects.toThrow('EADDRINUSE')
    await first.close()
    expect(await first.ended).toBe('exit code 0')
  })
})

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, 'localhost')
    socket.once('connect', () => resolve(socket.destroy() !== null))
    socket.once('error', () => resolve(false))
  })
}
