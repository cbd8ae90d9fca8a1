import { type Limit, WRITES } from '#shared/runtime/limits/limit.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Every limit of this API; `GET /config` tells them. The code that uses a limit says what it is counted for. */
export const LIMITS = {
  /** [109 from-network] Failed logins from one address, over all accounts. */
  loginFromNetwork: {
    name: 'login-from-address',
    quota: 100,
    counts: 'failures',
    seconds: 15 * MINUTE,
    per: 'address',
  },
  /** [5 from-address] Failed logins of one account from one address. OWASP ASVS 5.0, 6.3.1. */
  loginFromAddress: {
    name: 'login',
    quota: 15,
    counts: 'failures',
    seconds: 15 * MINUTE,
    per: 'account and address',
  },
  /** [5 in-a-row] Failed logins of one account in a row, over all addresses. NIST SP 800-63B-4, 3.2.2. */
  loginInARow: {
    name: 'login-in-a-row',
    quota: 100,
    counts: 'failures',
    seconds: MINUTE,
    per: 'account',
    growsTo: DAY,
  },
  /** [110 from-device] Failed logins of one account in a browser in which its owner has logged in before. */
  loginFromDevice: {
    name: 'login-from-device',
    quota: 15,
    counts: 'failures',
    seconds: 15 * MINUTE,
    per: 'account and device',
  },
  /** New accounts from one address. */
  registration: { name: 'registration', quota: 60, counts: 'requests', seconds: HOUR, per: 'address' },
  /** The current password, which somebody who is logged in must type again. */
  passwordConfirmation: {
    name: 'password-confirmation',
    quota: 10,
    counts: 'failures',
    seconds: 15 * MINUTE,
    per: 'account',
  },
  /** Mails with a link to one address of an account. */
  resetMail: { name: 'reset-mail', quota: 5, counts: 'requests', seconds: HOUR, per: 'email' },
  /** Resets, asked for or carried out, from one address. */
  resetFromAddress: { name: 'reset', quota: 30, counts: 'requests', seconds: HOUR, per: 'address' },
  writes: WRITES,
  /** [117 name-changes] A name that changes all the time cannot be held to anything. */
  nameChanges: { name: 'name-changes', quota: 10, counts: 'requests', seconds: HOUR, per: 'account' },
  /** [117 open-forms] Forms for direct uploads that nothing was published from. A form holds for 55 minutes. */
  openForms: { name: 'open-forms', quota: 50, counts: 'forms', seconds: 55 * MINUTE, per: 'account' },
  /** [117 upload-bytes] What uploads declare, and videos in Base64. */
  uploadBytes: { name: 'upload-bytes', quota: 20_000_000_000, counts: 'bytes', seconds: DAY, per: 'account' },
  /** Mails with a link that confirms one address. */
  verificationMail: { name: 'verification-mail', quota: 5, counts: 'requests', seconds: HOUR, per: 'email' },
  /** Links to confirm an address, used from one address. */
  verificationFromAddress: {
    name: 'verification',
    quota: 30,
    counts: 'requests',
    seconds: HOUR,
    per: 'address',
  },
  /** Checkouts that are opened. Anyone who tries out stolen cards opens many. */
  checkouts: { name: 'checkouts', quota: 30, counts: 'requests', seconds: HOUR, per: 'account' },
  checkoutsFromAddress: {
    name: 'checkouts-from-address',
    quota: 300,
    counts: 'requests',
    seconds: HOUR,
    per: 'address',
  },
  /** How often Stripe is asked about one purchase. */
  purchaseRefreshes: { name: 'purchase-refreshes', quota: 1, counts: 'requests', seconds: 2, per: 'account' },
  /** Other addresses that one account asks for: each answer says whether somebody has it. */
  emailChange: { name: 'email-change', quota: 5, counts: 'requests', seconds: HOUR, per: 'account' },
} as const satisfies Record<string, Limit>
