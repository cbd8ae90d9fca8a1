import { COOKIE_PREFIXES, cookieNames } from '#shared/http/cookies.ts'
import type { Packed } from '#shared/http/endpoint.ts'
import type { Declarations } from './declarations.ts'
import { packed } from './packing.ts'

interface SecuredContract {
  components: { securitySchemes: { accessCookie: object; refreshCookie: object } }
}

/** What GET /openapi.json answers, by the prefix of the cookies: only their names differ between stages. */
type PackedDocuments = Record<string, Required<Packed>>

/**
 * Packs the document for each prefix that cookies can have.
 * @param present what was generated before
 * @throws Error if the document does not fit the schema of the endpoint
 */
export function packedOpenapi(
  document: SecuredContract,
  { endpoints }: Declarations,
  present: Partial<PackedDocuments>,
): PackedDocuments {
  const body = endpoints.find(({ name }) => name === 'getOpenapi')?.endpoint.success.body
  if (!body) throw new Error('The endpoint getOpenapi is missing, or it has no schema for its answer')
  const documents: PackedDocuments = {}
  for (const prefix of COOKIE_PREFIXES) {
    // The stack checks every other answer when it is sent.
    const answer = body.parse(withCookies(document, cookieNames(prefix)))
    const bytes = Buffer.from(JSON.stringify(answer))
    const before = present[prefix]
    documents[prefix] = { br: packed('br', bytes, before?.br), gzip: packed('gzip', bytes, before?.gzip) }
  }
  return documents
}

function withCookies(document: SecuredContract, names: ReturnType<typeof cookieNames>): SecuredContract {
  const { accessCookie, refreshCookie, ...schemes } = document.components.securitySchemes
  const securitySchemes = {
    accessCookie: { ...accessCookie, name: names.access },
    refreshCookie: { ...refreshCookie, name: names.refresh },
    ...schemes,
  }
  return { ...document, components: { ...document.components, securitySchemes } }
}
