import * as z from 'zod'
import { missingUniqueIndexesNow } from '#domains/upkeep/required-indexes.ts'
import { shownText } from '#shared/contract/fields.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { config } from '#shared/runtime/config.ts'
import { pingDatabase } from '#shared/runtime/database/connection.ts'
import { log } from '#shared/runtime/log.ts'

export const getHealth = defineEndpoint({
  method: 'GET',
  path: '/health',
  summary: 'Health check',
  description: 'Succeeds if the database answers and, on a deployed stage, has every unique index.',
  auth: 'public',
  success: {
    status: 200,
    body: z.strictObject({
      status: z.literal('ok'),
      version: shownText(100).meta({ description: 'The version that is deployed', examples: ['1.4.0'] }),
      checks: z.strictObject({ database: z.literal('ok') }),
    }),
  },
  errors: ['ServiceUnavailable'],

  async handle({ fail }) {
    await pingDatabase()
    // On a laptop the indexes are made at each start, and a collection may be dropped while it runs.
    const missing = config().stage === 'local' ? [] : await missingUniqueIndexesNow()
    // [49 indexes] Without these indexes, nothing keeps emails, likes and idempotency keys unique.
    if (missing.length > 0) {
      log().error('Unique indexes are missing: run `npm run db:indexes`', { missing })
      return fail('ServiceUnavailable', { detail: 'The database lacks unique indexes; the log names them.' })
    }
    return { status: 'ok', version: config().version, checks: { database: 'ok' } } as const
  },
})

export const handler = lambda(getHealth)
