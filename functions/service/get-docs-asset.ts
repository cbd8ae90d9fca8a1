import * as z from 'zod'
import docs from '#generated/docs-assets.json' with { type: 'json' }
import { shownText } from '#shared/contract/fields.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'

const assets = new Map(Object.entries(docs))

export const getDocsAsset = defineEndpoint({
  method: 'GET',
  path: '/docs/{asset}',
  summary: 'A file for the documentation page',
  auth: 'public',
  unlisted: true,
  withoutDatabase: true,
  params: z.strictObject({ asset: shownText(100) }),
  success: {
    status: 200,
    contentType: 'application/octet-stream',
    // Its name changes with its content.
    cacheControl: 'public, max-age=31536000, immutable',
    body: z.instanceof(Uint8Array),
    packed: true,
  },
  errors: ['NotFound'],

  async handle({ params, setHeaders, fail }) {
    const asset = assets.get(params.asset)
    if (!asset) return fail('NotFound')
    setHeaders({ 'content-type': asset.contentType })
    return { gzip: asset.gzip }
  },
})

export const handler = lambdaWithoutDatabase(getDocsAsset)
