import * as z from 'zod/mini'
import docs from '#generated/docs-page.json' with { type: 'json' }
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'

export const getDocs = defineEndpoint({
  method: 'GET',
  path: '/docs',
  summary: 'This contract as a page',
  description: 'Here you can read about each operation and try it. The page loads nothing from other sites.',
  auth: 'public',
  withoutDatabase: true,
  success: {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    cacheControl: 'public, max-age=300',
    body: z.string().check(z.meta({ maxLength: 100_000, format: 'html' })),
  },
  errors: [],

  async handle({ setHeaders }) {
    setHeaders({ 'content-security-policy': POLICY })
    return docs.html
  },
})

export const handler = lambdaWithoutDatabase(getDocs)

// Scripts and styles come from this origin only and none stands in the page; `data:` is for the icons of the
// style sheet, and Swagger UI writes styles into the page.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
