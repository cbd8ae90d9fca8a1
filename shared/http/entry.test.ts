import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'

const KEY = 'the-key-that-cloudfront-sends'
const hash = (key: string) => createHash('sha256').update(key).digest('hex')
const GATEWAY_SAW = '203.0.113.9'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** How a request comes in to a stage with these keys. */
async function entry(keys: string[], headers: Record<string, string> = {}) {
  vi.resetModules()
  vi.stubEnv('CLOUDFRONT_KEY_HASHES', keys.map(hash).join(', '))
  const { entryOf } = await import('./entry.ts')
  return entryOf({ headers, requestContext: { http: { sourceIp: GATEWAY_SAW } } })
}

const sent = (viewer: string, key = KEY) => ({ 'x-origin-key': key, 'cloudfront-viewer-address': viewer })

describe('a request', () => {
  it('has the address that the gateway saw, if the stage is not behind CloudFront', async () => {
    const headers = { ...sent('198.51.100.1:1000'), 'x-forwarded-for': '198.51.100.2' }
    expect(await entry([], headers)).toEqual({ isOpen: true, address: GATEWAY_SAW })
  })

  it.each([
    ['198.51.100.10:46532', '198.51.100.10'],
    ['2001:db8:85a3::8a2e:370:7334:46532', '2001:db8:85a3::8a2e:370:7334'],
    ['[2001:db8::1]:46532', '2001:db8::1'],
    ['::1:80', '::1'],
    ['198.51.100.10', null],
    ['somewhere:80', null],
    ['198.51.100.10:46532, 198.51.100.11:1', null],
    ['', null],
  ])('behind CloudFront with the viewer %s has the address %s', async (viewer, address) => {
    expect(await entry([KEY], sent(viewer))).toEqual({ isOpen: true, address })
  })

  it('is let in with each of two keys during a rotation, and with no other', async () => {
    const keys = ['the-new-key', KEY]
    for (const key of keys) expect((await entry(keys, sent('198.51.100.1:1', key))).isOpen, key).toBe(true)
    for (const key of ['', 'another', hash(KEY), `${KEY},the-new-key`])
      expect(await entry(keys, sent('198.51.100.1:1', key)), key).toEqual({
        isOpen: false,
        address: GATEWAY_SAW,
      })
    expect((await entry(keys)).isOpen).toBe(false)
  })

  it('does not reach a stage whose setting is not a list of hashes', async () => {
    vi.resetModules()
    vi.stubEnv('CLOUDFRONT_KEY_HASHES', KEY)
    const { publicConfig } = await import('#shared/runtime/public-config.ts')
    expect(() => publicConfig()).toThrow('CLOUDFRONT_KEY_HASHES needs SHA-256 hashes in hex')
  })
})

describe('a limit', () => {
  it.each([
    ['198.51.100.10', '198.51.100.10'],
    ['2001:db8:85a3:1::8a2e:370:7334', '2001:db8:85a3:1::/64'],
    ['2001:0DB8:85A3:0001:ffff:0:0:1', '2001:db8:85a3:1::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:198.51.100.10', '198.51.100.10'],
    ['::ffff:c633:640a', '198.51.100.10'],
    [null, 'unknown'],
  ])('for %s is counted for %s', async (address, network) => {
    const { networkOf } = await import('./entry.ts')
    expect(networkOf(address)).toBe(network)
  })
})
