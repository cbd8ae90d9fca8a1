import * as z from 'zod/mini'
import { plainText } from '#shared/contract/shown.ts'
import { cookiePrefix } from '#shared/http/cookies.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'

export const getOpenapi = defineEndpoint({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This contract as an OpenAPI 3.1 document',
  description: 'The same contract, for programs. The cookies have the names that this stage uses.',
  auth: 'public',
  withoutDatabase: true,
  success: {
    status: 200,
    cacheControl: 'public, max-age=300',
    body: z
      .record(plainText(100), z.unknown())
      .check(z.meta({ description: 'OpenAPI 3.1', examples: [{ openapi: '3.1.1' }] })),
    packed: true,
  },
  errors: [],

  async handle() {
    // The function starts before this file is parsed. The generator, which makes it, can do without it.
    const { default: documents } = await import('#generated/openapi-packed.json', { with: { type: 'json' } })
    return documents[cookiePrefix()]
  },
})

export const handler = lambdaWithoutDatabase(getOpenapi)
