import { argument, becomes, callback, calls, condition, drop, remove, whole } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 20 to 31 of docs/trust.md: origins, headers, authorization and input. */
export const REQUEST_PROTECTIONS: readonly Protection[] = [
  out('20 origin', condition(false)),
  out('20 fetch-site', becomes('true')),
  out('21 allow-list', condition(true)),
  out('22 json-only', argument('{ disableContentTypeCheck: true }')),
  out('23 hsts', remove),
  out('23 headers', drop('content-security-policy')),
  out('23 headers', drop('x-content-type-options')),
  out('23 headers', drop('x-frame-options')),
  out('23 headers', drop('referrer-policy')),
  out('23 no-store', becomes("'public, max-age=60'")),
  out('24 owner-of-reel', condition(false)),
  out('24 owner-of-session', drop('account')),
  out('25 closed', calls('strictObject', 'object')),
  out('26 longest', remove),
  out('26 surrogates', remove),
  out('27 signed', callback('true')),
  out('27 list', remove),
  out('28 twice', condition(false)),
  out('28 utf-8', condition(false)),
  out('29 path', condition(false)),
  out('30 closed', becomes('result')),
  out('31 no-bodies', whole('params')),
]
