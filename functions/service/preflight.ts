import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'

// One for every path: the CORS step of the stack adds what the browser asks for.
export const preflight = defineEndpoint({
  method: 'OPTIONS',
  path: '/{proxy+}',
  summary: 'CORS preflight',
  auth: 'public',
  withoutDatabase: true,
  success: { status: 204 },
  errors: [],

  async handle() {
    return undefined
  },
})

export const handler = lambdaWithoutDatabase(preflight)
