import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, it, vi } from 'vitest'
import {
  answerFailure,
  answerThroughFault,
  openControls,
  readBody,
  startListening,
  type Wording,
} from './index.ts'

// A busy machine can be slow. No test waits for time to pass.
vi.setConfig({ testTimeout: 20_000 })

const wording: Wording = {
  refusal: (status, message) => Response.json({ no: message }, { status }),
  rateLimit: milliseconds => Response.json({ wait: milliseconds }, { status: 429 }),
}

/** A service that counts, and shows at `/_count` what it has counted. `POST /break` fails. */
async function counter({ hasControls = true } = {}) {
  const happened: string[] = []
  const listening = await startListening({ port: 0 }, url => {
    let count = 0
    const own = new Hono<{ Bindings: HttpBindings }>()
    own.get('/_count', () => Response.json(count))
    const readJson = async (request: HttpBindings['incoming']) =>
      JSON.parse((await readBody(request, 1000)) ?? '')
    const controls = hasControls ? openControls({ wording, readJson, own }) : null
    const app = new Hono<{ Bindings: HttpBindings; Variables: { text: string } }>()
    const log = (line: string) => happened.push(line)
    app.onError((error, { env }) => answerFailure(error, env, wording.refusal(500, 'It failed.'), log))
    if (controls) app.route('/', controls.routes)
    app.use(async (c, next) => {
      const text = await readBody(c.env.incoming, 20)
      c.set('text', text ?? '')
      const refused = text === null ? wording.refusal(413, 'Too long.') : null
      await answerThroughFault(c, next, { controls, about: [text ?? ''], facts: { text }, refused })
    })
    app.post('/break', () => {
      throw new Error('broken')
    })
    app.post('/', ({ var: { text } }) => {
      count += 1
      return Response.json({ url, count, text })
    })
    return {
      fetch: app.fetch,
      stop: () => void happened.push('stopped'),
      close: () => void happened.push('closed'),
    }
  })

  const send = (path: string, body?: string, method = 'POST') =>
    fetch(`${listening.url}${path}`, { method, ...(body !== undefined && { body }) })
  const json = async (path: string) => JSON.parse(await (await send(path, undefined, 'GET')).text())
  return {
    ...listening,
    happened,
    send,
    count: () => json('/_count'),
    requests: (contains: string) => json(`/_requests?contains=${contains}`),
    fault: (rule: unknown) => send('/_faults', JSON.stringify(rule)),
    [Symbol.asyncDispose]: listening.close,
  }
}

describe('a server', () => {
  it('tells its service where it listens', async () => {
    await using server = await counter()
    expect(await (await server.send('/', 'hello')).json()).toEqual({
      url: server.url,
      count: 1,
      text: 'hello',
    })
  })

  it('stops its service before it closes it, once', async () => {
    const server = await counter()
    await Promise.all([server.close(), server.close()])
    expect(server.happened).toEqual(['stopped', 'closed'])
    await expect(server.send('/')).rejects.toThrow()
  })

  it('rejects if the port is taken, and leaves no socket if its service cannot start', async () => {
    await using server = await counter()
    const idle = { fetch: () => new Response(), stop() {}, close() {} }
    await expect(startListening({ port: server.port }, () => idle)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })

    const port = await freePort()
    const cannotStart = startListening({ port }, () => {
      throw new Error('database is locked')
    })
    await expect(cannotStart).rejects.toThrow('database is locked')
    await (await startListening({ port }, () => idle)).close()
  })

  it('answers an error as its service fails, and logs it', async () => {
    await using server = await counter()
    const response = await server.send('/break')
    expect([response.status, await response.json()]).toEqual([500, { no: 'It failed.' }])
    expect(server.happened).toEqual([expect.stringMatching(/^POST \/break: Error: broken\n/)])
  })
})

describe('a fault', () => {
  it.each([
    { fault: 'status', status: 503, answers: 503, done: 0 },
    { fault: 'status', status: 204, answers: 204, done: 0 },
    { fault: 'do-then-fail', answers: 500, done: 1 },
    { fault: 'cut', answers: 'cut', done: 0 },
    { fault: 'do-then-cut', answers: 'cut', done: 1 },
    { fault: 'cut-response', answers: 'cut', done: 1 },
    { fault: 'nonsense', answers: 200, done: 0 },
    { fault: 'slow', milliseconds: 1, answers: 200, done: 1 },
    { fault: 'rate-limit', milliseconds: 70, answers: 429, done: 0 },
  ])(
    '$fault $status: the client gets $answers, and the work is done $done times',
    async ({ answers, done, ...rule }) => {
      await using server = await counter()
      expect((await server.fault(rule)).status).toBe(201)
      const answer = await server
        .send('/')
        .then(readToItsEnd)
        .catch(() => 'cut')
      expect(answer).toBe(answers)
      expect(await server.count()).toBe(done)
    },
  )

  it('speaks as the service does', async () => {
    await using server = await counter()
    await server.fault({ fault: 'status', times: 1 })
    expect(await (await server.send('/')).json()).toEqual({ no: 'A test asked for this fault.' })
    await server.fault({ fault: 'rate-limit', milliseconds: 70, times: 1 })
    expect(await (await server.send('/')).json()).toEqual({ wait: 70 })
  })

  it.each([
    ['hang', 0],
    ['do-then-hang', 1],
  ])('%s ends when the server closes', async (fault, done) => {
    await using server = await counter()
    await server.fault({ fault })
    const stuck = server.send('/', 'stuck').catch(() => 'cut')
    await expect.poll(server.count).toBe(done)
    await expect.poll(() => server.requests('stuck')).toMatchObject([{ status: null }])
    await server.close()
    expect(await stuck).toBe('cut')
  })

  it('meets what fits its conditions, as sent or decoded', async () => {
    await using server = await counter()
    await server.fault({
      fault: 'status',
      status: 418,
      when: { method: 'post', path: '/', contains: 'a & b' },
    })
    expect((await server.send('/', 'x=a+%26+b')).status).toBe(418)
    expect((await server.send('/?x=a%20%26%20b')).status).toBe(418)
    expect((await server.send('/', 'x=a+%26')).status).toBe(200)
    expect((await server.send('/', 'a & b', 'PUT')).status).toBe(404)
  })

  it('is met by a request that was refused while it was read', async () => {
    await using server = await counter()
    expect((await server.send('/', 'x'.repeat(21))).status).toBe(413)
    await server.fault({ fault: 'status', status: 418 })
    expect((await server.send('/', 'x'.repeat(21))).status).toBe(418)
  })
})

describe('the controls', () => {
  it('refuse what they do not know', async () => {
    await using server = await counter()
    for (const rule of [
      {},
      { fault: 'explode' },
      { fault: 'cut', time: 1 },
      { fault: 'cut', when: { folder: '/' } },
      [],
    ])
      expect((await server.fault(rule)).status).toBe(400)
    const response = await server.send('/_explode')
    const message = {
      no: 'There is no such test control. There are /_faults, /_faults/:id, /_requests, /_count.',
    }
    expect([response.status, await response.json()]).toEqual([404, message])
  })

  it('remove faults, one or all, and forget requests', async () => {
    await using server = await counter()
    const { id } = JSON.parse(await (await server.fault({ fault: 'status', status: 418 })).text())
    expect((await server.send('/', 'seen')).status).toBe(418)
    expect((await server.send(`/_faults/${id}`, undefined, 'DELETE')).status).toBe(204)
    expect((await server.send(`/_faults/${id}`, undefined, 'DELETE')).status).toBe(404)
    await server.fault({ fault: 'cut' })
    await server.send('/_faults', undefined, 'DELETE')
    expect((await server.send('/', 'seen')).status).toBe(200)
    expect(await server.requests('seen')).toEqual([
      { method: 'POST', url: '/', status: 418, text: 'seen' },
      { method: 'POST', url: '/', status: 200, text: 'seen' },
    ])
    await server.send('/_requests', undefined, 'DELETE')
    expect(await server.requests('seen')).toEqual([])
  })

  it('are closed unless a server opens them', async () => {
    await using server = await counter({ hasControls: false })
    for (const path of ['/_faults', '/_requests', '/_count'])
      expect((await server.send(path)).status).toBe(404)
  })
})

async function readToItsEnd(response: Response): Promise<number> {
  await response.text()
  return response.status
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
