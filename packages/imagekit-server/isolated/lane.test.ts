import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { openLane } from './lane.ts'

// Threads start slowly on a busy machine. No test waits for time to pass, but for the limit of a lane.
vi.setConfig({ testTimeout: 60_000 })

const MISBEHAVING = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads'
    const tasks = {
      name: () => parentPort.postMessage({ result: threadId }),
      refuse: () => parentPort.postMessage({ failure: 'no' }),
      'reject unhandled': () => { Promise.reject(new Error('nobody catches this')) },
      'throw later': () => { setTimeout(() => { throw new Error('nobody catches this') }) },
      exit: () => process.exit(3),
      loop: () => { for (;;) {} },
      'fill the memory': () => { const all = []; for (;;) all.push(new Array(1e6).fill({})) },
      'answer, then exit': () => {
        parentPort.postMessage({ result: 'answered' })
        process.exit(3)
      },
      'answer, then fail': () => {
        parentPort.postMessage({ result: 'answered' })
        setTimeout(() => { throw new Error('nobody catches this') })
      },
    }
    parentPort.on('message', task => tasks[task]())
  `)}`,
)

describe('a lane', () => {
  const lane = openLane(MISBEHAVING, 60_000)
  const impatient = openLane(MISBEHAVING, 5_000)
  afterAll(() => Promise.all([lane.close(), impatient.close()]))

  it('keeps its thread from task to task, and after a failure that was answered', async () => {
    const thread = await lane.run('name')
    await expect(lane.run('refuse')).rejects.toThrow('no')
    expect(await lane.run('name')).toBe(thread)
  })

  it.each([
    ['reject unhandled', 'nobody catches this'],
    ['throw later', 'nobody catches this'],
    ['exit', 'its thread ended'],
    ['fill the memory', 'memory limit'],
  ])('goes on with a new thread after a task that does this: %s', async (task, reason) => {
    await expect(lane.run(task)).rejects.toThrow(reason)
    expect(await lane.run('name')).toEqual(expect.any(Number))
  })

  it('goes on with a new thread after a task that does not end', async () => {
    await expect(impatient.run('loop')).rejects.toThrow('it took too long')
    expect(await impatient.run('name')).toEqual(expect.any(Number))
  })

  it('does not blame the next task for what the last one left behind', async () => {
    expect(await lane.run('answer, then fail')).toBe('answered')
    expect(await lane.run('name')).toEqual(expect.any(Number))
  })

  it('does not wait for a thread that ended before it was asked', async () => {
    await lane.run('name')
    // Its thread ends while the lane is idle, and nothing tells whether it has ended yet.
    expect(await lane.run('answer, then exit')).toBe('answered')
    for (let n = 0; n < 20; n += 1) expect(await lane.run('answer, then exit')).toBe('answered')
  })

  it('does its tasks in order and refuses them once it closes', async () => {
    const own = openLane(MISBEHAVING, 60_000)
    const first = own.run('name')
    const endless = own.run('loop').catch(String)
    const waiting = own.run('name').catch(String)
    await first
    await pause(0)
    await own.close()
    expect(await endless).toContain('too long')
    expect(await waiting).toContain('abort')
  })
})
