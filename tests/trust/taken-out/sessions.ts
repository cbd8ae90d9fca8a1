import { out, type Protection } from './protection.ts'

const ACCOUNTS = 'domains/accounts'
const SESSIONS = 'shared/sessions/sessions.ts'
const TOKEN = 'shared/sessions/access-token.ts'

/** Rows 9 to 19 of docs/trust.md: sessions, cookies and tokens. */
export const SESSION_PROTECTIONS: readonly Protection[] = [
  out(9, 'HttpOnly', 'shared/http/cookies.ts', "    'HttpOnly',\n"),
  out(9, 'ending the session that the browser had', `${ACCOUNTS}/login.ts`, ', before && endSession(before)'),
  out(10, 'the pinned algorithm', TOKEN, 'algorithms: [ALGORITHM], '),
  out(10, 'the issuer', TOKEN, 'algorithms: [ALGORITHM], issuer, ', 'algorithms: [ALGORITHM], '),
  out(10, 'the need of an expiry', TOKEN, ' || claims.exp === undefined'),
  out(10, 'the look at the kid', TOKEN, 'candidate => candidate.id === keyId', '() => true'),
  out(11, 'refusing a cookie that comes twice', 'shared/http/cookies.ts', "cookies.has(name) ? '' : "),
  out(
    12,
    'the role check',
    'shared/http/authenticate.ts',
    "auth !== 'account' && auth !== viewer.role",
    'false',
  ),
  out(
    12,
    'the account and role of the session',
    SESSIONS,
    'String(session.account) === viewer.id &&\n    session.role === viewer.role &&\n    ',
  ),
  out(
    13,
    'the same successor for those who race',
    SESSIONS,
    'session.previousHash === presentedHash &&',
    'false &&',
  ),
  out(
    14,
    'rotating only what is the latest',
    SESSIONS,
    '{ _id: id, refreshHash: presentedHash, expiresAt',
    '{ _id: id, expiresAt',
  ),
  out(
    14,
    'revoking where a secret is used again',
    SESSIONS,
    '    await SessionModel.deleteOne({ _id: id })\n    count(',
    '    count(',
  ),
  out(14, 'the end of the grace', SESSIONS, '<= GRACE_MILLISECONDS', '< Number.POSITIVE_INFINITY'),
  out(
    15,
    'one document for a session',
    SESSIONS,
    '  if (!session) return null\n',
    '  if (!session) return null\n  await SessionModel.create({ ...session, _id: new mongoose.Types.ObjectId() })\n',
  ),
  out(
    16,
    'the look whether a session is alive',
    'shared/http/carry-out.ts',
    '!(await isSessionAlive(call.viewer))',
    'false',
  ),
  out(
    17,
    'ending other sessions at a new password',
    'functions/auth/change-password.ts',
    '    await endSessions(viewer.id, viewer.sessionId)\n',
  ),
  out(17, 'ending all sessions at a reset', 'functions/auth/reset-password.ts', 'endSessions(account.id), '),
  out(18, 'the keys that still verify', TOKEN, 'keys.find(candidate', 'keys.slice(0, 1).find(candidate'),
  out(
    19,
    'the length of signing secrets',
    'shared/runtime/config.ts',
    'Buffer.byteLength(secret) >= MINIMUM_SECRET_BYTES',
    'true',
  ),
  out(
    19,
    'refusing laptop secrets',
    'shared/runtime/config.ts',
    '.includes(LAPTOP_ONLY)',
    '.includes("\\0")',
  ),
]
