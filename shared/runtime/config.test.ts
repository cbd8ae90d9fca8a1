import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readConfig, SECRETS } from './config.ts'

const KEY = 'k1:0123456789abcdef0123456789abcdef'
const example: Record<string, string | undefined> = {
  ...parseEnv(readFileSync('.env.example', 'utf8')),
  MONGODB_URI: 'mongodb://127.0.0.1',
  IMAGEKIT_URL_ENDPOINT: 'http://127.0.0.1:4010/local/',
  PLAYER_URL: 'http://localhost:4000',
  PASSWORD_RESET_URL: 'http://localhost:4000/reset-password',
  EMAIL_VERIFICATION_URL: 'http://localhost:4000/verify-email',
}
const deployed = {
  ...example,
  STAGE: 'prod',
  SESSION_KEYS: KEY,
  IMAGEKIT_PRIVATE_KEY: 'private_x',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_x',
  STRIPE_SECRET_KEY: 'sk_live_x',
  STRIPE_WEBHOOK_SECRETS: 'account:whsec_a,connect:whsec_c,thin:whsec_t',
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
    for (const name of SECRETS.filter(name => name !== 'MONGODB_URI'))
      expect(() => readConfig({ ...deployed, [name]: example[name] })).toThrow(`${name} still has`)
  })

  it('that are missing or wrong are all named, and no value is shown', () => {
    const wrong = { ...deployed, MONGODB_URI: '', SESSION_KEYS: 'k1:short-secret', MAX_VIDEO_BYTES: 'many' }
    const message = messageOf(() => readConfig(wrong))
    expect(message).toMatch(/MONGODB_URI is missing/)
    expect(message).toMatch(/SESSION_KEYS needs entries of the form id:secret, each secret 32 bytes or more/)
    expect(message).toMatch(/MAX_VIDEO_BYTES/)
    expect(message).not.toContain('short-secret')
  })

  it.each([
    ['MONGODB_POOL_SIZE', 'many', 'is not a number'],
    ['MONGODB_POOL_SIZE', '1.5', 'is not a whole number'],
    ['VIEW_HEARTBEAT_SECONDS', '0', 'is not above 0'],
    ['COOKIE_SAME_SITE', 'lax', 'is not Lax or Strict or None'],
    ['IMAGEKIT_SIGNED_STREAMS', 'yes', 'is not true or false'],
    ['TERMS_VERSION', 'x'.repeat(51), 'has more than 50 characters'],
    ['PLAYER_URL', 'localhost', 'is not a URL'],
    ['PLATFORM_FEE_PERCENT', '101', 'is not a percentage with at most two decimal places'],
  ])('say what is wrong with %s=%s', (name, value, words) => {
    expect(messageOf(() => readConfig({ ...example, [name]: value }))).toBe(`Settings: ${name} ${words}`)
  })

  it('take several signing keys, the first of which signs', () => {
    const { keys } = readConfig({ ...deployed, SESSION_KEYS: `k2:${'x'.repeat(32)}, ${KEY}` }).sessions
    expect(keys.map(key => key.id)).toEqual(['k2', 'k1'])
  })
})

describe('a deployed stage', () => {
  it('refuses addresses that are not encrypted, and shows none of them', () => {
    const plain = {
      ...deployed,
      MONGODB_URI: 'mongodb://reels:the-password@db.example.net/reels',
      IMAGEKIT_API_URL: 'http://api.example.net',
      IMAGEKIT_UPLOAD_URL: 'http://upload.example.net',
      IMAGEKIT_URL_ENDPOINT: 'http://media.example.net',
      STRIPE_API_URL: 'http://payments.example.net',
      PLAYER_URL: 'http://player.example.net',
      PUBLIC_URL: 'http://api.example.net',
      PASSWORD_RESET_URL: 'http://player.example.net/reset-password',
    }
    const message = messageOf(() => readConfig(plain))
    expect(message).toContain('MONGODB_URI needs mongodb+srv:// or tls=true')
    for (const name of ['API_URL', 'UPLOAD_URL', 'URL_ENDPOINT'])
      expect(message).toContain(`IMAGEKIT_${name} is not an https address`)
    for (const name of ['PLAYER_URL', 'PUBLIC_URL', 'PASSWORD_RESET_URL'])
      expect(message).toContain(`${name} is not an https address`)
    expect(message).toContain('STRIPE_API_URL is not an https address')
    expect(message).not.toMatch(/the-password|example\.net/)
    expect(readConfig({ ...plain, STAGE: 'local', PAYMENTS_ENABLED: 'false' }).stage).toBe('local')
  })

  it('[132] asks for the secrets that a function has, and gives it no other', async ({ task }) => {
    const ssm = mockClient(SSMClient)
    onTestFinished(() => {
      ssm.restore()
      vi.unstubAllEnvs()
    })
    ssm.on(GetParametersCommand).resolves({
      Parameters: [
        { Name: '/reels/prod/MONGODB_URI', Value: 'mongodb+srv://cluster0.example.net/reels' },
        { Name: '/reels/prod/SESSION_KEYS', Value: KEY },
      ],
    })
    for (const name of SECRETS) vi.stubEnv(name, undefined)
    const environment = { ...deployed, MONGODB_URI: undefined, SESSION_KEYS: undefined }
    for (const [name, value] of Object.entries({
      ...environment,
      IMAGEKIT_PRIVATE_KEY: undefined,
      IMAGEKIT_WEBHOOK_SECRET: undefined,
      STRIPE_SECRET_KEY: undefined,
      STRIPE_WEBHOOK_SECRETS: undefined,
      SECRETS_PATH: '/reels/prod',
      SECRETS: 'MONGODB_URI,SESSION_KEYS',
    }))
      vi.stubEnv(name, value)
    vi.resetModules()
    const { loadConfig } = await import('./config.ts')
    const config = await loadConfig()
    expect(ssm.commandCalls(GetParametersCommand).map(call => call.args[0].input.Names)).toEqual([
      ['/reels/prod/MONGODB_URI', '/reels/prod/SESSION_KEYS'],
    ])
    expect(config.sessions.keys.map(({ id }) => id)).toEqual(['k1'])
    const refused = [messageOf(() => config.media.privateKey), messageOf(() => config.media.webhookSecret)]
    expect(refused).toEqual([
      'IMAGEKIT_PRIVATE_KEY is not among the secrets that this function reads',
      'IMAGEKIT_WEBHOOK_SECRET is not among the secrets that this function reads',
    ])
    task.meta.seen = `2 of ${SECRETS.length} parameters asked for; then: ${refused.join('; ')}`
  })

  it('does not start without a secret that the function needs', () => {
    expect(messageOf(() => readConfig({ ...deployed, MONGODB_URI: undefined }, ['MONGODB_URI']))).toContain(
      'MONGODB_URI is missing',
    )
  })
})

describe('the settings of Stripe', () => {
  it.each([
    [
      'a live key on a laptop',
      { ...example, STRIPE_SECRET_KEY: 'sk_live_x' },
      'STRIPE_SECRET_KEY is a live key',
    ],
    [
      'a live key, restricted to some calls, on a stage for tests',
      { ...deployed, STAGE: 'staging', STRIPE_SECRET_KEY: 'rk_live_x' },
      'STRIPE_SECRET_KEY is a live key',
    ],
    [
      'a test key on prod',
      { ...deployed, STRIPE_SECRET_KEY: 'sk_test_x' },
      'STRIPE_SECRET_KEY is a test key',
    ],
    ['no key', { ...deployed, STRIPE_SECRET_KEY: '' }, 'STRIPE_SECRET_KEY is missing'],
    [
      'no secret of the endpoint for partners',
      { ...deployed, STRIPE_WEBHOOK_SECRETS: 'account:whsec_a,thin:whsec_t' },
      'STRIPE_WEBHOOK_SECRETS has no secret for connect',
    ],
    ['no secret at all', { ...deployed, STRIPE_WEBHOOK_SECRETS: '' }, 'STRIPE_WEBHOOK_SECRETS is missing'],
    [
      'endpoints of another version',
      { ...deployed, STRIPE_API_VERSION: '2026-09-30.dahlia' },
      'STRIPE_API_VERSION is not 2026-10-28.endive',
    ],
  ])('[83] are refused with %s', (_, environment, message) => {
    const refused = messageOf(() => readConfig(environment))
    expect(refused).toContain(message)
    expect(refused).not.toMatch(/_live_|_test_|whsec_a/)
  })

  it('[83] are not asked for if nothing is sold', () => {
    const off = { ...deployed, PAYMENTS_ENABLED: 'false', STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRETS: '' }
    expect(readConfig(off).payments.enabled).toBe(false)
  })

  it('may have two secrets of one endpoint, as while one is rotated', () => {
    const two = `${deployed.STRIPE_WEBHOOK_SECRETS},account:whsec_b`
    const { webhookSecrets } = readConfig({ ...deployed, STRIPE_WEBHOOK_SECRETS: two }).stripe
    expect(webhookSecrets).toEqual(['whsec_a', 'whsec_c', 'whsec_t', 'whsec_b'])
    const wrong = { ...deployed, STRIPE_WEBHOOK_SECRETS: `${two},other:whsec_o` }
    expect(() => readConfig(wrong)).toThrow('needs entries of the form account|connect|thin:whsec_…')
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
