import { expect, it } from 'vitest'
import { callInProcess } from '../setup/gateway/in-process.ts'

it('a preflight also allows the headers that the stage adds', async () => {
  const headers = { origin: 'http://localhost:4000', 'access-control-request-method': 'POST' }
  const settings = { ALLOWED_HEADERS: 'X-Datadog-Trace-Id, x-b3-traceid' }
  const answer = await callInProcess('http://localhost/reels', { method: 'OPTIONS', headers }, { settings })
  const allowed = new Headers(answer.headers).get('access-control-allow-headers')
  expect(allowed?.split(', ')).toEqual(
    expect.arrayContaining(['content-type', 'traceparent', 'x-datadog-trace-id', 'x-b3-traceid']),
  )
})
