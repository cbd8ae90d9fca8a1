import * as z from 'zod'
import document from '#generated/openapi.json' with { type: 'json' }
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getOpenapi = defineEndpoint({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This contract as an OpenAPI 3.1 document',
  auth: 'public',
  withoutDatabase: true,
  success: {
    status: 200,
    cacheControl: 'public, max-age=300',
    body: z.record(z.string(), z.unknown()).meta({ description: 'OpenAPI 3.1' }),
  },
  errors: [],

  async handle() {
    return document
  },
})

export const handler = lambda(getOpenapi)
