import * as z from 'zod'
import { faultOfDatabaseAddress, isEncrypted } from '#shared/runtime/encrypted-addresses.ts'
import { parseSettings, publicSettings, readPublicConfig } from '#shared/runtime/public-config.ts'
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

const required = z.string('is missing').min(1, 'is empty')
const wholeNumber = (fallback: number) => z.coerce.number().int().positive().default(fallback)

const SigningKeys = required.transform((list, context): SigningKey[] =>
  list.split(',').flatMap(entry => {
    const [id, secret] = entry.trim().split(/:(.*)/s)
    if (id && secret && Buffer.byteLength(secret) >= MINIMUM_SECRET_BYTES) return [{ id, secret }]
    context.addIssue(`needs entries of the form id:secret, each secret ${MINIMUM_SECRET_BYTES} bytes or more`)
    return []
  }),
)

/** Where they are not in the environment, they are in SSM Parameter Store: no template holds them. */
export const SECRETS = [
  'MONGODB_URI',
  'SESSION_KEYS',
  'IMAGEKIT_PRIVATE_KEY',
  'IMAGEKIT_WEBHOOK_SECRET',
] as const
export type Secret = (typeof SECRETS)[number]

/** What can be set, by the names in the environment; .env.example describes them. */
export const Settings = z.object({
  ...publicSettings,
  MONGODB_URI: required,
  MONGODB_POOL_SIZE: wholeNumber(5),
  SESSION_KEYS: SigningKeys,
  MAIL_FROM: required,
  PASSWORD_RESET_URL: z.url('is not a URL'),
  EMAIL_VERIFICATION_URL: z.url('is not a URL'),
  IMAGEKIT_PUBLIC_KEY: required,
  IMAGEKIT_PRIVATE_KEY: required,
  IMAGEKIT_WEBHOOK_SECRET: required,
  IMAGEKIT_URL_ENDPOINT: z.url('is not a URL').transform(url => url.replace(/\/$/, '')),
  IMAGEKIT_API_URL: z.url('is not a URL').optional(),
  IMAGEKIT_SIGNED_STREAMS: z.enum(['true', 'false']).default('true'),
  IMAGEKIT_UPLOAD_URL: z.url('is not a URL').default('https://upload.imagekit.io/api/v2/files/upload'),
})

/** The settings of a function that reads only some of the secrets: the others may be missing. */
function settingsWith(secrets: readonly Secret[]) {
  const wanted = <Schema extends z.ZodType>(name: Secret, schema: Schema) =>
    secrets.includes(name) ? schema : schema.optional()
  return Settings.extend({
    MONGODB_URI: wanted('MONGODB_URI', Settings.shape.MONGODB_URI),
    SESSION_KEYS: wanted('SESSION_KEYS', Settings.shape.SESSION_KEYS),
    IMAGEKIT_PRIVATE_KEY: wanted('IMAGEKIT_PRIVATE_KEY', Settings.shape.IMAGEKIT_PRIVATE_KEY),
    IMAGEKIT_WEBHOOK_SECRET: wanted('IMAGEKIT_WEBHOOK_SECRET', Settings.shape.IMAGEKIT_WEBHOOK_SECRET),
  }).superRefine((settings, context) => {
    if (settings.STAGE === 'local') return
    const refuse = (name: keyof typeof settings, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message })
    for (const name of ['SESSION_KEYS', 'IMAGEKIT_PRIVATE_KEY', 'IMAGEKIT_WEBHOOK_SECRET'] as const) {
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
      'PASSWORD_RESET_URL',
      'EMAIL_VERIFICATION_URL',
    ] as const) {
      const url = settings[name]
      if (url !== undefined && !isEncrypted(url)) refuse(name, 'is not an https address')
    }
  })
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
    ...readPublicConfig(environment),
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
  const names = SECRETS.filter(name => (process.env['SECRETS'] ?? '').split(',').includes(name))
  current = readConfig({ ...process.env, ...(await readSecrets(path, names)) }, names)
  return current
}

/** The settings, once `loadConfig` has read them. */
export function config(): Config {
  if (!current) throw new Error('loadConfig() has not ended yet')
  return current
}
