import ImageKit from 'imagekit'
import { describe, expect, it } from 'vitest'
import { asFile, eventually, sharedMedia, type TestMedia, testMedia } from '../test-media-server.ts'

function upload({ client }: TestMedia, folder: string, timeout = 10_000) {
  return client.files.upload(
    { file: asFile('some bytes'), fileName: 'a.txt', folder, useUniqueFileName: false },
    { timeout },
  )
}

async function ask({ url }: TestMedia, fault: unknown) {
  const response = await fetch(`${url}/_faults`, { method: 'POST', body: JSON.stringify(fault) })
  const answer: { id?: string } = JSON.parse(await response.text())
  return { status: response.status, id: answer.id ?? '' }
}

async function requests({ url }: TestMedia, contains: string): Promise<unknown> {
  return JSON.parse(await (await fetch(`${url}/_requests?contains=${encodeURIComponent(contains)}`)).text())
}

describe('a fault bound to a folder', async () => {
  const media = await sharedMedia()
  const stored = async (folder: string) => (await media.client.assets.list({ path: folder })).length

  /** What the client gets, and how many files are stored then. */
  async function meet(fault: string, more: Record<string, unknown> = {}, timeout?: number) {
    const folder = `/faults/${fault}`
    // For uploads only: if a client gives up before it meets the fault, the listing below must not meet it instead.
    await ask(media, { when: { method: 'POST', contains: folder }, fault, times: 1, ...more })
    const outcome: unknown = await upload(media, folder, timeout).catch((error: unknown) => error)
    return { outcome, stored: await stored(folder) }
  }

  it('"status" answers it and stores nothing', async () => {
    const { outcome, stored } = await meet('status', { status: 503 })
    expect(outcome).toBeInstanceOf(ImageKit.InternalServerError)
    expect(outcome).toMatchObject({ status: 503 })
    expect(stored).toBe(0)
  })

  it('"rate-limit" answers 429 with the headers of ImageKit', async () => {
    const { outcome, stored } = await meet('rate-limit', { milliseconds: 250 })
    if (!(outcome instanceof ImageKit.RateLimitError)) throw outcome
    expect(outcome.headers?.get('x-ratelimit-reset')).toBe('250')
    expect(stored).toBe(0)
  })

  it('"hang" answers nothing', async () => {
    const { outcome, stored } = await meet('hang', {}, 100)
    expect(outcome).toBeInstanceOf(ImageKit.APIConnectionTimeoutError)
    expect(stored).toBe(0)
  })

  it('"cut" ends the connection and stores nothing', async () => {
    const { outcome, stored } = await meet('cut')
    expect(outcome).toBeInstanceOf(ImageKit.APIConnectionError)
    expect(stored).toBe(0)
  })

  it('"cut-response" stores and ends the connection in the middle of the answer', async () => {
    const { outcome, stored } = await meet('cut-response')
    expect(outcome).toBeInstanceOf(Error)
    expect(stored).toBe(1)
  })

  it('"nonsense" answers a page or the given body', async () => {
    expect((await meet('nonsense')).outcome).toContain('<!doctype html>')
    expect((await meet('nonsense', { body: '{"fileId":' })).outcome).toBeInstanceOf(SyntaxError)
    expect((await meet('nonsense', { body: '[]' })).outcome).toEqual([])
  })

  it('"do-then-fail" stores and answers an error', async () => {
    const { outcome, stored } = await meet('do-then-fail', { status: 502 })
    expect(outcome).toMatchObject({ status: 502 })
    expect(stored).toBe(1)
  })

  it('"slow" stores after a delay', async () => {
    const started = performance.now()
    const { outcome, stored } = await meet('slow', { milliseconds: 80 })
    expect(outcome).toMatchObject({ size: 10 })
    expect(performance.now() - started).toBeGreaterThan(75)
    expect(stored).toBe(1)
  })

  it('leaves nothing of a refused upload', async () => {
    await meet('status')
    expect(media.onDisk().incoming).toBe(0)
  })

  it('reaches a request that only knows the id of a file in it', async () => {
    const { fileId = '' } = await upload(media, '/by-id')
    const { id } = await ask(media, { when: { method: 'delete', contains: '/by-id' }, fault: 'status' })
    expect(await media.client.files.get(fileId)).toMatchObject({ fileId })
    await expect(media.client.files.delete(fileId)).rejects.toMatchObject({ status: 500 })
    await fetch(`${media.url}/_faults/${id}`, { method: 'DELETE' })
    expect(await media.client.files.delete(fileId)).toBeNull()
  })

  it('leaves other folders, methods and paths alone', async () => {
    await ask(media, { when: { contains: '/here', path: '/api/v2' }, fault: 'cut' })
    await ask(media, { when: { contains: '/here', method: 'GET' }, fault: 'cut' })
    expect(await upload(media, '/here')).toMatchObject({ filePath: '/here/a.txt' })
    expect(await upload(media, '/there')).toMatchObject({ filePath: '/there/a.txt' })
  })
})

describe('faults', () => {
  it('happen as often as `times` says, or until they are removed', async () => {
    await using media = await testMedia()
    const status = async () => (await fetch(`${media.urlEndpoint}/none`)).status
    await ask(media, { fault: 'status', status: 503, times: 2 })
    expect([await status(), await status(), await status()]).toEqual([503, 503, 404])
    const { id } = await ask(media, { when: { path: '/demo' }, fault: 'status', status: 418 })
    expect([await status(), await status()]).toEqual([418, 418])
    expect((await fetch(`${media.url}/_faults/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(`${media.url}/_faults/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect(await status()).toBe(404)
    await ask(media, { fault: 'cut' })
    await fetch(`${media.url}/_faults`, { method: 'DELETE' })
    expect(await status()).toBe(404)
  })

  it.each([
    {},
    { fault: 'explode' },
    { fault: 'constructor' },
    { fault: 'cut', when: { folder: '/a' } },
    { fault: 'status', status: 'many' },
    { fault: 'cut', time: 1 },
    [],
  ])('are refused if they are malformed: %j', async fault => {
    await using media = await testMedia()
    expect((await ask(media, fault)).status).toBe(400)
  })

  it('have CORS headers, so that browsers see the status', async () => {
    await using media = await testMedia()
    await ask(media, { fault: 'status', status: 500 })
    const response = await media.post({ fileName: 'a.txt', file: asFile('x') })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([500, '*'])
  })

  it('that hang do not keep the server from closing', async () => {
    await using media = await testMedia()
    await ask(media, { when: { contains: 'stuck' }, fault: 'hang' })
    const stuck = fetch(`${media.urlEndpoint}/stuck`).catch(() => 'cut')
    await eventually(() => requests(media, 'stuck')).toHaveLength(1)
    await media.close()
    expect(await stuck).toBe('cut')
  })

  it('and the record of requests are closed by default', async () => {
    await using media = await testMedia({ faults: false })
    expect((await ask(media, { fault: 'cut' })).status).toBe(401)
    expect((await fetch(`${media.url}/_requests`)).status).toBe(401)
    expect((await fetch(`${media.url}/_webhooks`, { method: 'POST' })).status).toBe(401)
  })
})

describe('the record of requests', () => {
  it('is searched by URL, by fields, and by the path of a file', async () => {
    await using media = await testMedia()
    const { fileId = '', url = '' } = await upload(media, '/seen')
    await upload(media, '/other')
    await fetch(url)
    await media.client.files.delete(fileId)
    expect(await requests(media, '/seen')).toEqual([
      { method: 'POST', url: '/api/v1/files/upload', status: 200, folder: '/seen', fileName: 'a.txt' },
      { method: 'GET', url: '/demo/seen/a.txt', status: 200 },
      { method: 'DELETE', url: `/v1/files/${fileId}`, status: 204, filePath: '/seen/a.txt' },
    ])
    expect(await requests(media, 'nowhere')).toEqual([])
  })
})
