import { expect, it } from 'vitest'
import { gatewayEvent } from './event.ts'

const route = { key: 'POST /reels', pathParameters: {} }

it('joins values that are sent more than once, and moves the cookies out of the headers', () => {
  const event = gatewayEvent({
    method: 'POST',
    target: '/a%20b?tag=one&tag=two',
    route,
    headers: { cookie: 'a=1; b=2', 'x-forwarded-for': '192.0.2.1' },
    sourceIp: '203.0.113.7',
  })
  expect(event).toMatchObject({
    rawPath: '/a b',
    rawQueryString: 'tag=one&tag=two',
    queryStringParameters: { tag: 'one,two' },
    cookies: ['a=1', 'b=2'],
    headers: { 'x-forwarded-for': '192.0.2.1, 203.0.113.7' },
  })
  expect(event.headers).not.toHaveProperty('cookie')
})

it.each([
  ['application/json', '{"ü":1}', '{"ü":1}', false],
  ['application/problem+json; charset=utf-8', '{}', '{}', false],
  ['application/octet-stream', Buffer.from([255, 1]), '/wE=', true],
])('passes a body of %s on as text or as Base64', (type, body, passed, isBase64Encoded) => {
  const event = gatewayEvent({
    method: 'POST',
    target: '/reels',
    route,
    headers: { 'content-type': type },
    body,
  })
  expect(event).toMatchObject({ body: passed, isBase64Encoded })
})
