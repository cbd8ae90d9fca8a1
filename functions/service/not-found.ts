import routes from '#generated/routes.json' with { type: 'json' }
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'
import { allowedMethods } from '#shared/http/routes.ts'

// Whatever no other route takes: an unknown path, or a known one with another method.
export const notFound = defineEndpoint({
  method: '*',
  path: '/*',
  summary: 'Every request that no other function takes',
  auth: 'public',
  withoutDatabase: true,
  success: { status: 204 },
  errors: ['NotFound', 'MethodNotAllowed'],

  async handle({ path, fail }) {
    const allow = allowedMethods(routes, path)
    return allow.length === 0
      ? fail('NotFound')
      : fail('MethodNotAllowed', { headers: { allow: allow.join(', ') } })
  },
})

export const handler = lambdaWithoutDatabase(notFound)
