import mongoose from 'mongoose'
import * as z from 'zod'
import { config } from '#shared/config.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getHealth = defineEndpoint({
  method: 'GET',
  path: '/health',
  summary: 'Is the service well?',
  auth: 'public',
  success: {
    status: 200,
    body: z.strictObject({
      status: z.literal('ok'),
      version: z.string(),
      checks: z.strictObject({ database: z.literal('ok') }),
    }),
  },
  errors: [],

  async handle() {
    await mongoose.connection.db?.command({ ping: 1 })
    return { status: 'ok', version: config().version, checks: { database: 'ok' } } as const
  },
})

export const handler = lambda(getHealth)
