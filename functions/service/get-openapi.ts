import * as z from 'zod'
import document from '#generated/openapi.json' with { type: 'json' }
import { shownText } from '#shared/contract/fields.ts'
import { cookieNames } from '#shared/http/cookies.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'

export const getOpenapi = defineEndpoint({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This contract as an OpenAPI 3.1 document',
  description: 'What you are reading, for programs. Its cookies have the names that this stage uses.',
  auth: 'public',
  withoutDatabase: true,
  success: {
    status: 200,
    cacheControl: 'public, max-age=300',
    body: z
      .record(shownText(100), z.unknown())
      .meta({ description: 'OpenAPI 3.1', examples: [{ openapi: '3.1.1' }] }),
  },
  errors: [],

  async handle() {
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
