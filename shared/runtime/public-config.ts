import * as z from 'zod/mini'

const CODES = /^[A-Z]+(, ?[A-Z]+)*$/

/** A whole number above 0. */
export const wholeNumber = (fallback: number) =>
  z._default(
    z.coerce.number('is not a number').check(z.int('is not a whole number'), z.positive('is not above 0')),
    fallback,
  )

/** One of a few words. */
export const oneOf = <const Value extends string>(values: readonly Value[], fallback: Value) =>
  z._default(z.enum(values, `is not ${values.join(' or ')}`), fallback as NoInfer<Value>)

/** The settings that are not secret: a function without a database has no others. `.env.example` describes each. */
export const publicSettings = {
  STAGE: z._default(z.string(), 'local'),
  COOKIE_SAME_SITE: oneOf(['Lax', 'Strict', 'None'], 'Lax'),
  ALLOWED_ORIGINS: z._default(z.string(), ''),
  PUBLIC_URL: z._default(
    z.string().check(z.regex(/^(https?:\/\/[^/?#]+)?$/, 'is not an address without a path')),
    '',
  ),
  ALLOWED_HEADERS: z._default(
    z.string().check(z.regex(/^[\w-]+(, ?[\w-]+)*$/, 'needs names of headers, separated by commas')),
    '',
  ),
  MAX_VIDEO_BYTES: wholeNumber(100 * 1024 * 1024),
  CLOUDFRONT_KEY_HASHES: z._default(
    z.string().check(z.regex(/^[0-9a-f]{64}(, ?[0-9a-f]{64})*$/, 'needs SHA-256 hashes in hex')),
    '',
  ),
  PAYMENTS_ENABLED: oneOf(['true', 'false'], 'false'),
  PLATFORM_FEE_PERCENT: z._default(
    z
      .string()
      .check(z.regex(/^(100|\d{1,2}(\.\d{1,2})?)$/, 'is not a percentage with at most two decimal places')),
    '15',
  ),
  SELLING_CURRENCIES: z._default(
    z.string().check(z.regex(CODES, 'needs codes of currencies, separated by commas')),
    '',
  ),
  PAYOUT_COUNTRIES: z._default(
    z.string().check(z.regex(/^[A-Z]{2}(, ?[A-Z]{2})*$/, 'needs codes of countries, separated by commas')),
    'US',
  ),
  TERMS_VERSION: z._default(z.string().check(z.maxLength(50, 'has more than 50 characters')), '2026-11'),
  VIEW_HEARTBEAT_SECONDS: wholeNumber(15),
  AUTOMATIC_TAX: oneOf(['true', 'false'], 'false'),
}

const PublicSettings = z.object(publicSettings)

let current: ReturnType<typeof publicConfigOf> | undefined

/**
 * Reads the environment once.
 * @throws Error that names each setting that is missing or wrong, never its value
 */
export function publicConfig() {
  current ??= publicConfigOf(parseSettings(PublicSettings, process.env), process.env)
  return current
}

type Environment = Record<string, string | undefined>

/** The shape that the code reads, of settings that were checked. */
export function publicConfigOf(settings: z.output<typeof PublicSettings>, environment: Environment) {
  return {
    stage: settings.STAGE,
    version: environment['APP_VERSION'] ?? 'development',
    cookies: { secure: settings.STAGE !== 'local', sameSite: settings.COOKIE_SAME_SITE },
    allowedOrigins: listOf(settings.ALLOWED_ORIGINS),
    /** The address that clients use; empty if it is that of the request. */
    publicUrl: settings.PUBLIC_URL,
    /** What browsers may send beside what this API reads. */
    allowedHeaders: listOf(settings.ALLOWED_HEADERS.toLowerCase()),
    maxVideoBytes: settings.MAX_VIDEO_BYTES,
    /** SHA-256 in hex of each key that CloudFront may send; empty if the stage is not behind CloudFront. */
    cloudfrontKeyHashes: listOf(settings.CLOUDFRONT_KEY_HASHES),
    /** How often a player sends what was watched. */
    heartbeatSeconds: settings.VIEW_HEARTBEAT_SECONDS,
    payments: {
      /** If it is false, prices are shown and nothing can be bought. */
      enabled: settings.PAYMENTS_ENABLED === 'true',
      feePercent: Number(settings.PLATFORM_FEE_PERCENT),
      /** Hundredths of a percent: 1,500 is 15 %. */
      feeBasisPoints: Math.round(Number(settings.PLATFORM_FEE_PERCENT) * 100),
      /** ISO 4217; empty for all that can be sold in. */
      currencies: listOf(settings.SELLING_CURRENCIES),
      /** ISO 3166-1 alpha-2: where partners can be paid. */
      payoutCountries: listOf(settings.PAYOUT_COUNTRIES),
      termsVersion: settings.TERMS_VERSION,
      automaticTax: settings.AUTOMATIC_TAX === 'true',
    },
  }
}

function listOf(setting: string): string[] {
  return setting.split(',').flatMap(entry => entry.trim() || [])
}

/** @throws Error that names each setting that is missing or wrong, never its value */
export function parseSettings<Schema extends z.core.$ZodType>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  // An empty variable is how shells and CI write "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  // Each process does this once, and compiling the schema would take longer.
  const parsed = z.safeParse(schema, given, { jitless: true })
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`)
  throw new Error(`Settings: ${faults.join('; ')}`)
}

/** True inside a Lambda environment or serverless-offline; false in the generator, the tools and unit tests. */
export function runsAsLambda(): boolean {
  return process.env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined
}
