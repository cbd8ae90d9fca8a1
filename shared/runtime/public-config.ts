import * as z from 'zod/mini'

const wholeNumber = (fallback: number) => z._default(z.coerce.number().check(z.int(), z.positive()), fallback)

/** The settings that are not secret: a function without a database has no others. `.env.example` describes each. */
export const publicSettings = {
  STAGE: z._default(z.string().check(z.minLength(1)), 'local'),
  COOKIE_SAME_SITE: z._default(z.enum(['Lax', 'Strict', 'None']), 'Lax'),
  ALLOWED_ORIGINS: z._default(z.string(), ''),
  ALLOWED_HEADERS: z._default(
    z.string().check(z.regex(/^[\w-]+(, ?[\w-]+)*$/, 'needs names of headers, separated by commas')),
    '',
  ),
  MAX_VIDEO_BYTES: wholeNumber(100 * 1024 * 1024),
  CLOUDFRONT_KEY_HASHES: z._default(
    z.string().check(z.regex(/^[0-9a-f]{64}(, ?[0-9a-f]{64})*$/, 'needs SHA-256 hashes in hex')),
    '',
  ),
}

const PublicSettings = z.object(publicSettings)

let current: ReturnType<typeof readPublicConfig> | undefined

/**
 * Reads the environment once.
 * @throws Error that names each setting that is missing or wrong, never its value
 */
export function publicConfig() {
  current ??= readPublicConfig(process.env)
  return current
}

export function readPublicConfig(environment: Record<string, string | undefined>) {
  const settings = parseSettings(PublicSettings, environment)
  return {
    stage: settings.STAGE,
    version: environment['APP_VERSION'] ?? 'development',
    cookies: { secure: settings.STAGE !== 'local', sameSite: settings.COOKIE_SAME_SITE },
    allowedOrigins: settings.ALLOWED_ORIGINS.split(',').flatMap(origin => origin.trim() || []),
    /** What browsers may send beside what this API reads. */
    allowedHeaders: settings.ALLOWED_HEADERS.split(',').flatMap(name => name.trim().toLowerCase() || []),
    maxVideoBytes: settings.MAX_VIDEO_BYTES,
    /** SHA-256 in hex of each key that CloudFront may send; empty if the stage is not behind CloudFront. */
    cloudfrontKeyHashes: settings.CLOUDFRONT_KEY_HASHES.split(',').flatMap(hash => hash.trim() || []),
  }
}

/** @throws Error that names each setting that is missing or wrong, never its value */
export function parseSettings<Schema extends z.core.$ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
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
