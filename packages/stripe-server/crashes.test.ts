import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  connect,
  eventually,
  newSession,
  SECRET_KEY,
  sharedPayments,
  testPayments,
} from './test-payments-server.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'payments-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The server in a process of its own. */
async function started(dataDir: string, webhookUrl: string): Promise<{ child: ChildProcess; port: number }> {
  const settings = ['--port', '0', '--data', dataDir, '--secret-key', SECRET_KEY, '--controls']
  const webhooks = [
    '--webhook-url',
    webhookUrl,
    '--webhook-secrets',
    'account:whsec_a,connect:whsec_c,thin:whsec_t',
  ]
  const main = join(import.meta.dirname, 'main.ts')
  const child = spawn(process.execPath, [main, ...settings, ...webhooks], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const [, port] = /:(\d+)\s*$/.exec(String(line)) ?? []
  return { child, port: Number(port) }
}

describe('a server that is killed', () => {
  it('has everything that it has acknowledged, and sends the events that it has not', async () => {
    const dataDir = newFolder()
    const received = new Set<string>()
    let accepts = false
    const api = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(accepts ? 204 : 500).end())
      if (accepts) received.add(String(request.headers['stripe-signature']))
    }).listen(0, '127.0.0.1')
    await once(api, 'listening')
    onTestFinished(() => void api.close())
    const { port: apiPort } = api.address() as AddressInfo
    const webhookUrl = `http://127.0.0.1:${apiPort}/`
    const acknowledged: string[] = []
    for (let life = 0; life < 4; life += 1) {
      const { child, port } = await started(dataDir, webhookUrl)
      const stripe = connect(port)
      for (const id of acknowledged) expect((await stripe.checkout.sessions.retrieve(id)).id).toBe(id)
      const killing = setTimeout(() => child.kill('SIGKILL'), 150)
      try {
        for (;;) {
          const key = `purchase:${life}:${acknowledged.length}`
          const { id } = await stripe.checkout.sessions.create(newSession(), { idempotencyKey: key })
          acknowledged.push(id)
          await stripe.checkout.sessions.expire(id)
        }
      } catch (error) {
        expect(error).toMatchObject({ type: 'StripeConnectionError' })
      }
      clearTimeout(killing)
    }
    expect(acknowledged.length).toBeGreaterThan(4)
    accepts = true
    const { port } = await started(dataDir, webhookUrl)
    // All pauses between attempts are over.
    const clock = { method: 'POST', body: JSON.stringify({ seconds: 7200 }) }
    expect((await fetch(`http://127.0.0.1:${port}/_clock`, clock)).status).toBe(200)
    const undelivered = async () =>
      (await connect(port).events.list({ delivery_success: false, limit: 1 })).data.length
    await eventually(undelivered).toBe(0)
    expect(received.size).toBeGreaterThan(0)
  }, 60_000)

  it('lets no second one use its folder', async () => {
    const dataDir = newFolder()
    await using payments = await testPayments({ dataDir })
    await expect(testPayments({ dataDir })).rejects.toThrow('database is locked')
    await expect(testPayments({ port: payments.port })).rejects.toThrow('EADDRINUSE')
  })

  it('answers a key as before, and keeps its clock', async () => {
    const dataDir = newFolder()
    const options = { idempotencyKey: 'kept' }
    let first = ''
    {
      await using payments = await testPayments({ dataDir })
      await payments.control('clock', { seconds: 7200 })
      first = (await payments.stripe.checkout.sessions.create(newSession(), options)).id
    }
    await using payments = await testPayments({ dataDir })
    const again = await payments.stripe.checkout.sessions.create(newSession(), options)
    expect(again.id).toBe(first)
    expect(again.created).toBeGreaterThan(Math.floor(Date.now() / 1000) + 7000)
  })
})

describe('odd requests', async () => {
  const payments = await sharedPayments()
  const { port, url } = payments

  async function sendBytes(bytes: string | Uint8Array): Promise<void> {
    const socket = connectSocket(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.end(bytes)
    await once(socket.resume(), 'close')
  }

  it('end no server', async () => {
    const random = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256))
    await sendBytes(random)
    await sendBytes('POST /v1/refunds HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\namount=')
    await sendBytes('GET /c/pay/%E0%A4%A HTTP/1.1\r\nhost: x\r\n\r\n')
    await sendBytes('GET //// HTTP/1.1\r\nhost: x\r\n\r\n')
    await sendBytes('GET /v1/charges/%00 HTTP/1.1\r\nhost: x\r\n\r\n')
    const key = { authorization: `Bearer ${SECRET_KEY}` }
    const paths = [
      '/v1/charges/%2e%2e',
      '/v1/events?created=1&created[gte]=2',
      '/setup/a/b',
      '/setup/a/form/b',
      '/express/a/b',
    ]
    for (const path of [
      ...paths,
      '/c/challenge/pi_1',
      '/v1/events?types[a]=b&limit=0',
      '/v1/balance?expand[]=available',
    ])
      expect((await fetch(url + path, { headers: key, redirect: 'manual' })).status, path).toBeLessThan(500)
    for (const body of ['amount[=', '%', '\u0000', 'a=b&a=c', '{"a":', 'x'.repeat(1_000_000)]) {
      const status = (await fetch(`${url}/v1/refunds`, { method: 'POST', body, headers: key })).status
      expect([400, 413], body.slice(0, 20)).toContain(status)
    }
    expect((await payments.stripe.balance.retrieve()).object).toBe('balance')
    expect(payments.logged).toEqual([])
  })
})
