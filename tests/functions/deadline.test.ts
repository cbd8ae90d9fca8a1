import { randomUUID } from 'node:crypto'
import { expect, inject, it } from 'vitest'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'

it('answers 503 with Retry-After just before its Lambda times out', async () => {
  Object.assign(process.env, inject('settings'))
  const handler = lambdaWithoutDatabase(
    defineEndpoint({
      method: 'GET',
      path: '/never',
      summary: 'Never answers',
      auth: 'public',
      withoutDatabase: true,
      success: { status: 204 },
      errors: [],
      handle: () => Promise.withResolvers<void>().promise,
    }),
  )
  const event = { rawPath: '/never', headers: {}, requestContext: { http: { method: 'GET' } } }
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 30 }
  const answer = await handler(event, context as Parameters<typeof handler>[1])
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('2')
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'ServiceUnavailable' })
})
