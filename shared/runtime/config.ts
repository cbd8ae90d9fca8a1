import * as z from 'zod/mini'
import { faultOfDatabaseAddress, isEncrypted } from '#shared/runtime/encrypted-addresses.ts'
import {
  oneOf,
  parseSettings,
  publicConfig,
  publicConfigOf,
  publicSettings,
  wholeNumber,
} from '#shared/runtime/public-config.ts'
import { readSecrets } from '#shared/runtime/secrets.ts'

/** A signing key: tokens carry its `id` as `kid`. The first key of the list signs, the others still verify. */
interface SigningKey {
  id: string
  secret: string
}

// [19 short] HS256 needs a key as long as its hash (RFC 7518, section 3.2).
const MINIMUM_SECRET_BYTES = 32
// `.env.example` ships a working value for laptops; anything that contains this mark is refused elsewhere.
const LAPTOP_ONLY = 'only-for-a-laptop'

const required = z.string('is missing').check(z.minLength(1, 'is empty'))
const address = z.url('is not a URL')
const addressWithoutSlash = z.pipe(
  address,
  z.transform(url => url.replace(/\/$/, '')),
)

const SigningKeys = z.pipe(
  required,
  z.transform((list, context): SigningKey[] =>
    list.split(',').flatMap(entry => {
      const [id, secret] = entry.trim().split(/:(.*)/s)
      if (id && secret && Buffer.byteLength(secret) >= MINIMUM_SECRET_BYTES) return [{ id, secret }]
      const message = `needs entries of the form id:secret, each secret ${MINIMUM_SECRET_BYTES} bytes or more`
      context.issues.push({ code: 'custom', message, input: list })
      return []
    }),
  ),
)

/** The version of Stripe's API that the SDK is pinned to, and that every webhook endpoint must have. */
export const STRIPE_API_VERSION = '2026-10-28.endive'

/** Stripe sends the platform's events, those of partners' accounts, and thin events, each from an endpoint of its own. */
const STRIPE_ENDPOINTS = ['account', 'connect', 'thin'] as const
type StripeEndpoint = (typeof STRIPE_ENDPOINTS)[number]

/** A secret of an endpoint. During a rotation, an endpoint has two. */
interface WebhookSecret {
  endpoint: StripeEndpoint
  secret: string
}

const WebhookSecrets = z.pipe(
  required,
  z.transform((list, context): WebhookSecret[] =>
    list.split(',').flatMap(entry => {
      const [, name, secret] = /^(\w+):(whsec_\S+)$/.exec(entry.trim()) ?? []
      const endpoint = STRIPE_ENDPOINTS.find(each => each === name)
      if (endpoint && secret) return [{ endpoint, secret }]
      const message = `needs entries of the form ${STRIPE_ENDPOINTS.join('|')}:whsec_…`
      context.issues.push({ code: 'custom', message, input: list })
      return []
    }),
  ),
)

/** Where they are not in the environment, they are in SSM Parameter Store: no template holds them. */
export const SECRETS = [
  'MONGODB_URI',
  'SESSION_KEYS',
  'IMAGEKIT_PRIVATE_KEY',
  'IMAGEKIT_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRETS',
] as const
export type Secret = (typeof SECRETS)[number]

/** What can be set, by the names in the environment; .env.example describes them. */
export const Settings = z.object({
  ...publicSettings,
  MONGODB_URI: required,
  MONGODB_POOL_SIZE: wholeNumber(5),
  SESSION_KEYS: SigningKeys,
  MAIL_FROM: required,
  PLAYER_URL: addressWithoutSlash,
  PASSWORD_RESET_URL: address,
  EMAIL_VERIFICATION_URL: address,
  IMAGEKIT_PUBLIC_KEY: required,
  IMAGEKIT_PRIVATE_KEY: required,
  IMAGEKIT_WEBHOOK_SECRET: required,
  IMAGEKIT_URL_ENDPOINT: addressWithoutSlash,
  IMAGEKIT_API_URL: z.optional(address),
  IMAGEKIT_SIGNED_STREAMS: oneOf(['true', 'false'], 'true'),
  IMAGEKIT_UPLOAD_URL: z._default(address, 'https://upload.imagekit.io/api/v2/files/upload'),
  STRIPE_SECRET_KEY: z.optional(
    z.string().check(z.regex(/^(sk|rk)_(test|live)_\S+$/, 'is not a secret key')),
  ),
  STRIPE_WEBHOOK_SECRETS: z.optional(WebhookSecrets),
  STRIPE_API_VERSION: z._default(z.string(), STRIPE_API_VERSION),
  STRIPE_API_URL: z.optional(address),
})

/** The settings of a function that reads only some of the secrets: the others may be missing. */
function settingsWith(secrets: readonly Secret[]) {
  const wanted = <Schema extends z.ZodMiniType>(name: Secret, schema: Schema) =>
    secrets.includes(name) ? schema : z.optional(schema)
  return z
    .extend(Settings, {
      MONGODB_URI: wanted('MONGODB_URI', Settings.shape.MONGODB_URI),
      SESSION_KEYS: wanted('SESSION_KEYS', Settings.shape.SESSION_KEYS),
      IMAGEKIT_PRIVATE_KEY: wanted('IMAGEKIT_PRIVATE_KEY', Settings.shape.IMAGEKIT_PRIVATE_KEY),
      IMAGEKIT_WEBHOOK_SECRET: wanted('IMAGEKIT_WEBHOOK_SECRET', Settings.shape.IMAGEKIT_WEBHOOK_SECRET),
    })
    .check(
      z.superRefine((settings, context) => {
        const refuse = (name: keyof typeof settings, message: string) =>
          context.addIssue({ code: 'custom', path: [name], message })
        for (const [name, message] of faultsOfPayments(settings, secrets)) refuse(name, message)
        if (settings.STAGE === 'local') return
        for (const name of SECRETS) {
          // [19 laptop] These secrets are public: they are in the repository.
          if (JSON.stringify(settings[name] ?? '').includes(LAPTOP_ONLY)) {
            refuse(name, 'still has the value meant for laptops')
          }
        }
        const fault = settings.MONGODB_URI === undefined ? null : faultOfDatabaseAddress(settings.MONGODB_URI)
        if (fault) refuse('MONGODB_URI', fault)
        for (const name of [
          'IMAGEKIT_URL_ENDPOINT',
          'IMAGEKIT_API_URL',
          'IMAGEKIT_UPLOAD_URL',
          'STRIPE_API_URL',
          'PLAYER_URL',
          'PUBLIC_URL',
          'PASSWORD_RESET_URL',
          'EMAIL_VERIFICATION_URL',
        ] as const) {
          const url = settings[name]
          if (url && !isEncrypted(url)) refuse(name, 'is not an https address')
        }
      }),
    )
}

type Given = z.infer<typeof Settings>

/** Why money could not be taken, or would be taken where it must not be. Each with the setting that is wrong. */
function faultsOfPayments(
  settings: Pick<
    Given,
    'PAYMENTS_ENABLED' | 'STAGE' | 'STRIPE_API_VERSION' | 'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRETS'
  >,
  secrets: readonly Secret[],
): [keyof Given, string][] {
  if (settings.PAYMENTS_ENABLED === 'false') return []
  const { STAGE, STRIPE_API_VERSION: version, STRIPE_SECRET_KEY: key } = settings
  const faults: [keyof Given, string][] = []
  for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRETS'] as const) {
    // [83 needed] Otherwise the first purchase would be the one to find out.
    if (secrets.includes(name) && settings[name] === undefined) faults.push([name, 'is missing'])
  }
  const isLive = key?.includes('_live_') ?? false
  // [83 live] A stage for tests would take real money.
  if (isLive && STAGE !== 'prod')
    faults.push(['STRIPE_SECRET_KEY', 'is a live key, and this stage is not prod'])
  // [83 test] Everybody could pay with a test card.
  if (key && !isLive && STAGE === 'prod')
    faults.push(['STRIPE_SECRET_KEY', 'is a test key, and this stage is prod'])
  const known = settings.STRIPE_WEBHOOK_SECRETS
  const missing = STRIPE_ENDPOINTS.filter(endpoint => known?.every(each => each.endpoint !== endpoint))
  // [83 secrets] The events of that endpoint would all be refused, and nobody would see it.
  if (missing.length > 0) faults.push(['STRIPE_WEBHOOK_SECRETS', `has no secret for ${missing.join(', ')}`])
  // [83 version] Objects of another version have other fields.
  if (version !== STRIPE_API_VERSION) faults.push(['STRIPE_API_VERSION', `is not ${STRIPE_API_VERSION}`])
  return faults
}

/**
 * @param secrets those that this function reads; using another one throws
 * @throws Error that names each setting that is missing or wrong, never its value
 */
export function readConfig(
  environment: Record<string, string | undefined>,
  secrets: readonly Secret[] = SECRETS,
) {
  const settings = parseSettings(settingsWith(secrets), environment)
  return {
    ...publicConfigOf(settings, environment),
    database: {
      get uri() {
        return given('MONGODB_URI', settings.MONGODB_URI)
      },
      poolSize: settings.MONGODB_POOL_SIZE,
    },
    sessions: {
      get keys() {
        return given('SESSION_KEYS', settings.SESSION_KEYS)
      },
      issuer: `reels-${settings.STAGE}`,
      audience: 'reels-api',
    },
    playerUrl: settings.PLAYER_URL,
    mail: {
      from: settings.MAIL_FROM,
      passwordResetUrl: settings.PASSWORD_RESET_URL,
      emailVerificationUrl: settings.EMAIL_VERIFICATION_URL,
    },
    media: {
      publicKey: settings.IMAGEKIT_PUBLIC_KEY,
      get privateKey() {
        return given('IMAGEKIT_PRIVATE_KEY', settings.IMAGEKIT_PRIVATE_KEY)
      },
      get webhookSecret() {
        return given('IMAGEKIT_WEBHOOK_SECRET', settings.IMAGEKIT_WEBHOOK_SECRET)
      },
      urlEndpoint: settings.IMAGEKIT_URL_ENDPOINT,
      /** Whether the signed manifest of a private video lets a player read what it names. */
      signedStreams: settings.IMAGEKIT_SIGNED_STREAMS === 'true',
      uploadUrl: settings.IMAGEKIT_UPLOAD_URL,
      apiUrl: settings.IMAGEKIT_API_URL,
    },
    stripe: {
      get secretKey() {
        return given('STRIPE_SECRET_KEY', settings.STRIPE_SECRET_KEY)
      },
      /** Of all endpoints: an event is genuine if one of them signed it. */
      get webhookSecrets() {
        return given('STRIPE_WEBHOOK_SECRETS', settings.STRIPE_WEBHOOK_SECRETS).map(({ secret }) => secret)
      },
      /** True on prod, where events of the test mode are not for this stage. */
      isLive: settings.STAGE === 'prod',
      apiUrl: settings.STRIPE_API_URL,
    },
  }
}

function given<T>(name: Secret, value: T | undefined): T {
  if (value === undefined) throw new Error(`${name} is not among the secrets that this function reads`)
  return value
}

/** Everything that can be set, checked together and in the shape that the code reads. */
type Config = ReturnType<typeof readConfig>

let loading: Promise<Config> | undefined
let current: Config | undefined

/**
 * Reads the environment once, and below `SECRETS_PATH` the secrets that `SECRETS` names. After a failure, the next call
 * tries again.
 */
export function loadConfig(): Promise<Config> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(): Promise<Config> {
  const path = process.env['SECRETS_PATH']
  if (!path) {
    current = readConfig(process.env)
    return current
  }
  // [132 asked] The role of the function allows no other.
  const own = SECRETS.filter(name => (process.env['SECRETS'] ?? '').split(',').includes(name))
  const { enabled } = publicConfig().payments
  // A stage that sells nothing needs no account at Stripe.
  const names = enabled ? own : own.filter(name => !name.startsWith('STRIPE_'))
  current = readConfig({ ...process.env, ...(await readSecrets(path, names)) }, names)
  return current
}

/** The settings, once `loadConfig` has read them. */
export function config(): Config {
  if (!current) throw new Error('loadConfig() has not ended yet')
  return current
}
