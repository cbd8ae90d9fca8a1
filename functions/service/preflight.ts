import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

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

export const handler = lambda(preflight)
