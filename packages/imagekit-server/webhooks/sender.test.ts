import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { asFile, eventually, type TestMedia, testMedia } from '../test-media-server.ts'

const SECRET = 'whsec_test'

interface Delivery {
  headers: Record<string, string>
  body: string
}

/** Receives webhooks. Answers each with the next of `statuses`, then with 200. A status of 0 means no answer. */
async function receiver(...statuses: number[]) {
  const deliveries: Delivery[] = []
  const server = createServer(async (request, response) => {
    deliveries.push({ headers: plain(request.headers), body: await text(request) })
    const status = statuses.shift() ?? 200
    if (status !== 0) response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    webhook: { url: `http://127.0.0.1:${port}/hook`, secret: SECRET, retryAfterMs: 5 },
    deliveries,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function plain(headers: IncomingHttpHeaders) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

function upload({ client }: TestMedia, fileName = 'a.txt', content = 'x') {
  return client.files.upload({ file: asFile(content), fileName, useUniqueFileName: false })
}

function bodyOf(delivery: Delivery | undefined): Record<string, unknown> {
  return JSON.parse(delivery?.body ?? '{}')
}

function typesOf(deliveries: readonly Delivery[]) {
  return deliveries.map(delivery => bodyOf(delivery)['type'])
}

describe('webhooks', () => {
  it('report files created, changed and deleted, signed as the SDK verifies', async () => {
    await using hooks = await receiver()
    await using media = await testMedia({ webhook: hooks.webhook })
    const { fileId = '' } = await upload(media)
    await upload(media, 'a.txt', 'y')
    await media.client.files.update(fileId, { tags: ['x'] })
    await media.client.files.delete(fileId)
    await eventually(() => hooks.deliveries).toHaveLength(4)
    const events = hooks.deliveries.map(({ headers, body }) =>
      media.client.webhooks.unwrap(body, { headers, key: SECRET }),
    )
    expect(events).toMatchObject([
      { type: 'file.created', data: { fileId, filePath: '/a.txt', type: 'file' } },
      { type: 'file-version.created', data: { fileId } },
      { type: 'file.updated', data: { fileId, tags: ['x'] } },
      { type: 'file.deleted', data: { fileId } },
    ])
    expect(new Set(hooks.deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(4)
    expect(events.map(({ id }) => id)).toEqual(hooks.deliveries.map(({ headers }) => headers['webhook-id']))
    expect(() =>
      media.client.webhooks.unwrap(`${hooks.deliveries[0]?.body} `, {
        headers: hooks.deliveries[0]?.headers ?? {},
        key: SECRET,
      }),
    ).toThrow()
  })

  it('are sent again, unchanged, until they are accepted', async () => {
    await using hooks = await receiver(500, 301, 404)
    await using media = await testMedia({ webhook: hooks.webhook })
    await upload(media)
    await eventually(() => hooks.deliveries).toHaveLength(4)
    expect(new Set(hooks.deliveries.map(({ body }) => body)).size).toBe(1)
    expect(new Set(hooks.deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('delay neither uploads nor closing if the receiver does not answer, and are sent by the next server', async () => {
    await using hooks = await receiver(0)
    await using first = await testMedia({ webhook: hooks.webhook })
    await upload(first)
    await upload(first, 'b.txt')
    await eventually(() => hooks.deliveries).toHaveLength(1)
    await first.close()
    await using second = await testMedia({ webhook: hooks.webhook, dataDir: first.dataDir })
    await eventually(() => typesOf(hooks.deliveries)).toHaveLength(3)
    expect(second.logged).toEqual([])
    expect(hooks.deliveries[1]?.headers['webhook-id']).toBe(hooks.deliveries[0]?.headers['webhook-id'])
  })

  it('that wait for another attempt do not keep the server from closing', async () => {
    await using media = await testMedia({
      webhook: { url: 'http://127.0.0.1:9/', secret: SECRET, retryAfterMs: 600_000 },
    })
    await upload(media)
    await eventually(() => media.logged).toHaveLength(1)
    expect(media.logged[0]).toContain('file.created')
    await media.close()
  })

  it('are not sent for a refused upload', async () => {
    await using hooks = await receiver()
    await using media = await testMedia({ webhook: hooks.webhook })
    await media.post({ file: asFile('x'), fileName: 'no.txt', checks: '"file.size" > 5' })
    await upload(media, 'yes.txt')
    await eventually(() => hooks.deliveries).toHaveLength(1)
    expect(bodyOf(hooks.deliveries[0])).toMatchObject({ data: { name: 'yes.txt' } })
  })

  it('are sent again if a test asks for it', async () => {
    await using hooks = await receiver()
    await using media = await testMedia({ webhook: hooks.webhook })
    async function resend(body: unknown) {
      const response = await fetch(`${media.url}/_webhooks`, { method: 'POST', body: JSON.stringify(body) })
      return { status: response.status, answer: JSON.parse(await response.text()) }
    }
    const { fileId = '' } = await upload(media)
    await eventually(() => hooks.deliveries).toHaveLength(1)
    const [created] = hooks.deliveries
    expect(await resend({ fileId })).toMatchObject({
      status: 200,
      answer: { status: 200, type: 'file.created' },
    })
    expect(hooks.deliveries[1]?.body).toBe(created?.body)
    expect(await resend({ fileId, type: 'file.updated' })).toMatchObject({ status: 200 })
    expect(typesOf(hooks.deliveries)).toEqual(['file.created', 'file.created', 'file.updated'])
    for (const { headers, body } of hooks.deliveries) {
      expect(media.client.webhooks.unwrap(body, { headers, key: SECRET })).toMatchObject({ data: { fileId } })
    }
    expect(await resend({ fileId: 'f'.repeat(24) })).toMatchObject({ status: 404 })
    expect(await resend({ fileId, type: 'other' })).toMatchObject({ status: 400 })
    await using quiet = await testMedia()
    const answer = await fetch(`${quiet.url}/_webhooks`, { method: 'POST', body: JSON.stringify({ fileId }) })
    expect(answer.status).toBe(409)
  })
})
