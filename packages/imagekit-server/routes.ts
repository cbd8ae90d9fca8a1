import type { IncomingHttpHeaders } from 'node:http'
import { splitQuery } from './delivery/signed-urls.ts'
import { bulkDelete, deleteFile, fileDetails, fileMetadata, updateFile } from './management/files.ts'
import { createFolder, deleteFolder } from './management/folders.ts'
import { listAssets } from './management/listing.ts'
import { createPurge, purgeStatus } from './management/purges.ts'
import type { Context } from './protocol/context.ts'
import { Refusal, type Reply } from './protocol/replies.ts'
import { checkPrivateKey } from './upload/credentials.ts'

export interface ApiRequest {
  method: string
  /** As sent, query included. */
  url: string
  headers: IncomingHttpHeaders
  /** The parsed JSON body, undefined where there was none. */
  body: unknown
}

type Handler = (
  request: { params: string[]; query: URLSearchParams; body: unknown },
  context: Context,
) => Reply | Promise<Reply>

const ROUTES: [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^\/v1\/files$/, ({ query }, context) => listAssets(query, context)],
  ['POST', /^\/v1\/files\/purge$/, ({ body }, context) => createPurge(body, context)],
  ['GET', /^\/v1\/files\/purge\/([^/]*)$/, ({ params: [id = ''] }, context) => purgeStatus(id, context)],
  ['POST', /^\/v1\/folder$/, ({ body }, context) => createFolder(body, context)],
  ['DELETE', /^\/v1\/folder$/, ({ body }, context) => deleteFolder(body, context)],
  ['GET', /^\/v1\/files\/([^/]*)\/details$/, ({ params: [id = ''] }, context) => fileDetails(id, context)],
  [
    'PATCH',
    /^\/v1\/files\/([^/]*)\/details$/,
    ({ params: [id = ''], body }, context) => updateFile(id, body, context),
  ],
  ['GET', /^\/v1\/files\/([^/]*)\/metadata$/, ({ params: [id = ''] }, context) => fileMetadata(id, context)],
  ['POST', /^\/v1\/files\/batch\/deleteByFileIds$/, ({ body }, context) => bulkDelete(body, context)],
  ['DELETE', /^\/v1\/files\/([^/]*)$/, ({ params: [id = ''] }, context) => deleteFile(id, context)],
]

/** Answers a management request. The key is judged first, so that a stranger does not learn which ids exist. */
export async function manage({ method, url, headers, body }: ApiRequest, context: Context): Promise<Reply> {
  const [path, query] = splitQuery(url)
  checkPrivateKey(headers.authorization, context.keys)
  for (const [routeMethod, pattern, handler] of ROUTES) {
    const match = routeMethod === method ? pattern.exec(path) : null
    if (match === null) continue
    const params = match.slice(1).map(decodeParam)
    return handler({ params, query: new URLSearchParams(query), body }, context)
  }
  throw new Refusal(404, 'This request is not offered by the local media server.')
}

function decodeParam(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
