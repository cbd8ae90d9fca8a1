import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const KEY = 'k1:0123456789abcdef0123456789abcdef'
const example: Record<string, string | undefined> = {
  ...parseEnv(readFileSync('.env.example', 'utf8')),
  MONGODB_URI: 'mongodb://127.0.0.1',
  IMAGEKIT_URL_ENDPOINT: 'http://127.0.0.1:4010/local/',
  PASSWORD_RESET_URL: 'http://localhost:4000/reset-password',
}
const deployed = {
  ...example,
  STAGE: 'prod',
  SESSION_KEYS: KEY,
  IMAGEKIT_PRIVATE_KEY: 'private_x',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_x',
}

describe('the settings', () => {
  it('of .env.example are enough for a laptop', () => {
    const config = readConfig(example)
    expect(config.cookies).toEqual({ secure: false, sameSite: 'Lax' })
    expect(config.media.urlEndpoint).toBe('http://127.0.0.1:4010/local')
  })

  it('of a deployed stage make the cookies secure', () => {
    expect(readConfig(deployed).cookies.secure).toBe(true)
  })

  it('meant for a laptop are refused anywhere else', () => {
    expect(() => readConfig({ ...deployed, SESSION_KEYS: example['SESSION_KEYS'] })).toThrow(
      /SESSION_KEYS still has/,
    )
  })

  it('that are missing or wrong are all named, and no value is shown', () => {
    const wrong = { ...deployed, MONGODB_URI: '', SESSION_KEYS: 'k1:short-secret', MAX_VIDEO_BYTES: 'many' }
    const message = messageOf(() => readConfig(wrong))
    expect(message).toMatch(/MONGODB_URI is missing/)
    expect(message).toMatch(/SESSION_KEYS needs entries of the form id:secret, each secret 32 bytes or more/)
    expect(message).toMatch(/MAX_VIDEO_BYTES/)
    expect(message).not.toContain('short-secret')
  })

  it('take several signing keys, the first of which signs', () => {
    const { keys } = readConfig({ ...deployed, SESSION_KEYS: `k2:${'x'.repeat(32)}, ${KEY}` }).sessions
    expect(keys.map(key => key.id)).toEqual(['k2', 'k1'])
  })
})

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('It did not throw')
}
