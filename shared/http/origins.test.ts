import { describe, expect, it } from 'vitest'
import { isListedOrigin } from '#shared/contract/allowed-origins.ts'
import { isTrustedOrigin } from './origins.ts'

const LIST = ['https://app.example', 'https://*.preview.example', 'http://localhost:4000']

describe('the list of allowed origins', () => {
  it.each([
    ['https://app.example', true],
    ['https://pr-7.preview.example', true],
    ['http://localhost:4000', true],
    ['http://app.example', false],
    ['https://app.example.evil.example', false],
    ['https://a.b.preview.example', false],
    ['https://preview.example', false],
    ['https://evil.example/.preview.example', false],
    ['http://localhost:40001', false],
    ['null', false],
    ['', false],
  ])('%s: %s', (origin, listed) => {
    expect(isListedOrigin(origin, LIST)).toBe(listed)
  })
})

describe('a request that changes something', () => {
  it.each([
    [{ origin: 'https://api.example', host: 'api.example' }, true],
    [{ origin: 'https://app.example', host: 'api.example' }, true],
    [{ origin: 'https://evil.example', host: 'api.example' }, false],
    [{ origin: 'null', host: 'api.example' }, false],
    [{ host: 'api.example', 'sec-fetch-site': 'same-origin' }, true],
    [{ host: 'api.example', 'sec-fetch-site': 'none' }, true],
    [{ host: 'api.example', 'sec-fetch-site': 'same-site' }, false],
    [{ host: 'api.example', 'sec-fetch-site': 'cross-site' }, false],
    [{ host: 'api.example' }, true],
    [{ origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }, true],
  ])('with %j is trusted: %s', (headers, trusted) => {
    expect(isTrustedOrigin(headers, LIST)).toBe(trusted)
  })
})
