import { randomUUID } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, inject, it } from 'vitest'
import * as z from 'zod'
import documents from '#generated/openapi-packed.json' with { type: 'json' }
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { captureLog } from '../setup/logs/capture-log.ts'
import '../setup/reports/seen.ts'

const { endpoints } = await readDeclarations(process.cwd())

it('[30] answers 500 instead of sending a field that the schema does not name', async ({ task }) => {
  Object.assign(process.env, inject('settings'))
  const account = { name: 'ada', passwordHash: '$2b$11$made-up' }
  const handler = lambdaWithoutDatabase(
    defineEndpoint({
      method: 'GET',
      path: '/accounts',
      summary: 'Shows too much',
      auth: 'public',
      withoutDatabase: true,
      success: { status: 200, body: z.strictObject({ name: z.string() }) },
      errors: [],
      handle: async () => account,
    }),
  )
  captureLog()
  const event = { rawPath: '/accounts', headers: {}, requestContext: { http: { method: 'GET' } } }
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 5_000 }
  const answer = await handler(event, context as Parameters<typeof handler>[1])
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('made-up')
  task.meta.seen = `${answer.statusCode} ${JSON.parse(answer.body).code}`
})

it('[30] sends without checking it only what the generator has packed, and that fits its schema', ({
  task,
}) => {
  const unchecked = endpoints.filter(({ endpoint }) => endpoint.success.packed)
  // The first sends files, whatever is in them.
  expect(unchecked.map(({ name }) => name)).toEqual(['getDocsAsset', 'getOpenapi'])
  const body = unchecked.at(1)?.endpoint.success.body
  const sent = Object.values(documents).flatMap(({ br, gzip }) => [
    brotliDecompressSync(Buffer.from(br, 'base64')).toString(),
    gunzipSync(Buffer.from(gzip, 'base64')).toString(),
  ])
  for (const text of sent) expect(JSON.stringify(body?.parse(JSON.parse(text))) === text).toBe(true)
  task.meta.seen = unchecked.map(({ name }) => name).join(' and ')
})
