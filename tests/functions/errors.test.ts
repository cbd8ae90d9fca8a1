import { describe, expect, inject, it } from 'vitest'
import { callInProcess } from '../setup/gateway/in-process.ts'

const api = inject('apiUrl')

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body: Record<string, unknown> = JSON.parse(await response.text())
  expect(body['status']).toBe(response.status)
  expect(body['requestId']).toBe(response.headers.get('x-request-id'))
  return body
}

describe('a path or method without a function', () => {
  it('is a problem 404', async () => {
    for (const path of ['/nothing', '/reels/x/y/z', '/Reels', '/%00']) {
      const response = await fetch(api + path)
      expect(await problem(response)).toMatchObject({ code: 'NotFound', status: 404 })
    }
  })

  it('is a problem 405 that names the methods, if the path is known', async () => {
    const response = await fetch(`${api}/reels/uploads/`, { method: 'GET' })
    expect([404, 405]).toContain(response.status)
    for (const [path, method, allow] of [
      ['/reels', 'DELETE', 'GET, HEAD, POST'],
      ['/health', 'POST', 'GET, HEAD'],
      [`/reels/${'0'.repeat(24)}/like`, 'GET', 'DELETE, PUT'],
    ] as const) {
      const response = await fetch(api + path, { method })
      expect(await problem(response)).toMatchObject({ code: 'MethodNotAllowed' })
      expect(response.headers.get('allow')).toBe(allow)
    }
  })
})

describe('a request with TRACE', () => {
  it('is refused, and gets nothing of itself back', async () => {
    const headers = { 'x-secret': 'sent-with-trace' }
    const answer = await callInProcess(
      `${api}/reels`,
      { method: 'TRACE', headers },
      { sourceIp: '127.0.0.1' },
    )
    expect(answer.statusCode).toBe(405)
    expect(JSON.stringify(answer)).not.toContain('sent-with-trace')
  })
})

describe('the service', () => {
  it('returns its health, its limits and its contract', async () => {
    const json = async (path: string): Promise<Record<string, unknown>> =>
      JSON.parse(await (await fetch(api + path)).text())
    expect(await json('/health')).toMatchObject({ status: 'ok', checks: { database: 'ok' } })
    expect(await json('/config')).toMatchObject({
      video: { maxBase64Bytes: 4_194_304, maxDirectBytes: 104_857_600 },
    })
    expect(await json('/openapi.json')).toMatchObject({ openapi: '3.1.1', paths: { '/reels': {} } })
  })
})
