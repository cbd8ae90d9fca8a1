import { out, type Protection } from './protection.ts'

const ACCOUNTS = 'domains/accounts'
const SESSIONS = 'shared/sessions/sessions.ts'
const STACK = 'shared/http/lambda.ts'

/** Rows 20 to 31 of docs/trust.md: origins, headers, authorization and input. */
export const REQUEST_PROTECTIONS: readonly Protection[] = [
  out(
    20,
    'the origin check',
    'shared/http/authenticate.ts',
    '!isTrustedOrigin(event.headers, config().allowedOrigins)',
    'false',
  ),
  out(
    20,
    'the look at Sec-Fetch-Site',
    'shared/http/origins.ts',
    "site === undefined || site === 'same-origin' || site === 'none'",
    'true',
  ),
  out(
    21,
    'the list of origins in CORS',
    STACK,
    'isListedOrigin(origin, allowedOrigins) ? origin : someAllowedOrigin',
    'origin',
  ),
  out(
    22,
    'the check of the content type',
    STACK,
    'httpJsonBodyParser()',
    'httpJsonBodyParser({ disableContentTypeCheck: true })',
  ),
  out(23, 'HSTS', STACK, '...(config().cookies.secure && {', '...(false && {'),
  out(23, 'nosniff', STACK, "    'x-content-type-options': 'nosniff',\n"),
  out(
    23,
    'no-store',
    'shared/http/responses.ts',
    'success.cacheControl ?? PRIVATE',
    "success.cacheControl ?? 'public, max-age=60'",
  ),
  out(24, 'the owner of a reel', 'domains/reels/own-reel.ts', 'String(reel.partner) !== viewer.id', 'false'),
  out(24, 'the owner of a session', SESSIONS, '{ _id: sessionId, account: accountId }', '{ _id: sessionId }'),
  out(
    25,
    'refusing fields that nobody declared',
    `${ACCOUNTS}/registration.ts`,
    '.strictObject({ username: ',
    '.object({ username: ',
  ),
  out(
    26,
    'refusing half a surrogate pair',
    'shared/contract/fields.ts',
    'value => value.isWellFormed()',
    '() => true',
  ),
  out(26, 'the longest text', 'shared/contract/fields.ts', '.max(limits.max, ', '.max(limits.max + 1, '),
  out(
    27,
    'the signature of cursors',
    'shared/contract/cursors.ts',
    'timingSafeEqual(signature, sign(key.secret, list, payload))',
    'timingSafeEqual(signature, signature)',
  ),
  out(27, 'the list in that signature', 'shared/contract/cursors.ts', 'cursor\\n${list}\\n', 'cursor'),
  out(
    28,
    'refusing a field that is named twice',
    'shared/http/json-body.ts',
    'namesWritten(rawBody) !== namesKept(event.body)',
    'false',
  ),
  out(28, 'refusing what is no UTF-8', 'shared/http/json-body.ts', "rawBody.includes('\\ufffd')", 'false'),
  out(
    29,
    'the 404 for a path that names nothing',
    'shared/http/validate.ts',
    '  if (params?.success === false) throw new Problem(notFoundCode(endpoint.errors))\n',
  ),
  {
    row: 30,
    without: 'the check of answers, where a function shows too much',
    edits: [
      { file: 'shared/http/responses.ts', take: 'body.parse(result, whileCold())', put: 'result' },
      {
        file: `${ACCOUNTS}/account.ts`,
        take: "    role: 'user',\n    username: user.username,",
        put: "    role: 'user',\n    passwordHash: user.passwordHash,\n    username: user.username,",
      },
    ],
  },
  out(
    31,
    'leaving bodies out of the log',
    STACK,
    "log().info('request', {",
    "log().info('request', {\n      body: callOf(request).rawBody,",
  ),
]
