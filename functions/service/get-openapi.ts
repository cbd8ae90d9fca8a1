import * as z from 'zod/mini'
import { plainText } from '#shared/contract/shown.ts'
import { cookieNames } from '#shared/http/cookies.ts'
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
  },
  errors: [],

  async handle() {
    // The function starts before the document is parsed.
    const { default: document } = await import('#generated/openapi.json', { with: { type: 'json' } })
    const names = cookieNames()
    const { accessCookie, refreshCookie, ...schemes } = document.components.securitySchemes
    const securitySchemes = {
      accessCookie: { ...accessCookie, name: names.access },
      refreshCookie: { ...refreshCookie, name: names.refresh },
      ...schemes,
    }
    return { ...document, components: { ...document.components, securitySchemes } }
  },
})

export const handler = lambdaWithoutDatabase(getOpenapi)
