import { expect, inject, it } from 'vitest'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { askOddly, ODD_REQUESTS } from '../setup/gateway/odd-requests.ts'
import { request } from '../setup/gateway/requests.ts'

// `npm run test:bundles` asks the packaged functions the same, and compares the answers.
it.for(ODD_REQUESTS)('$what to $method $path is answered with $outcome', async odd => {
  const answer = await askOddly({ url: inject('apiUrl') }, odd)
  expect(answer.outcome).toBe(odd.outcome)
  expect(answer.headers['content-encoding']).toBe(odd.coding ?? null)
  if (odd.method === 'HEAD') expect(answer.isEmpty).toBe(true)
  const isEncoding = /^(UTF-16|gzip|bytes)/.test(odd.what)
  expect(answer.headers['accept-encoding']).toBe(isEncoding ? 'identity' : null)
})

it('a HEAD has the headers of its GET', async () => {
  const [head, get] = [await request('HEAD', '/reels?limit=1'), await request('GET', '/reels?limit=1')]
  for (const name of ['content-type', 'content-length', 'cache-control', 'content-security-policy'])
    expect(head.headers.get(name), name).toBe(get.headers.get(name))
  expect(head.text).toBe('')
})

it('a body that the gateway encodes is read like one that it passes on as text', async () => {
  const body = JSON.stringify({ email: 'nobody@example.com', password: '50\ufffd off' })
  const send = async (bytes: Buffer) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const event = { body: bytes.toString('base64'), isBase64Encoded: true }
    const options = { sourceIp: '203.0.113.9', event }
    return (await callInProcess('http://localhost/auth/users/login', init, options)).statusCode
  }
  expect(await send(Buffer.from(body))).toBe(401)
  expect(await send(Buffer.from(`\ufeff${body}`))).toBe(401)
  expect(await send(Buffer.concat([Buffer.from(body), Buffer.from([0xff])]))).toBe(400)
  expect(await send(Buffer.from(body, 'utf16le'))).toBe(415)
  expect(await send(Buffer.alloc(65_537, ' '))).toBe(413)
})
