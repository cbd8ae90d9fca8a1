/** How many attempts in how many seconds. */
export interface Limit {
  name: string
  attempts: number
  seconds: number
}

const MINUTE = 60
const HOUR = 60 * MINUTE

/** Every limit on attempts. The code that uses a limit says what it is counted for. */
export const LIMITS = {
  /** [5 from-address] Failed logins of one account from one address. OWASP ASVS 5.0, 6.3.1. */
  loginFromAddress: { name: 'login', attempts: 15, seconds: 15 * MINUTE },
  /** [5 in-a-row] Failed logins of one account in a row, over all addresses. NIST SP 800-63B-4, 3.2.2. */
  loginInARow: { name: 'login-in-a-row', attempts: 100, seconds: 24 * HOUR },
  /** New accounts from one address. */
  registration: { name: 'registration', attempts: 60, seconds: HOUR },
  /** The current password, which somebody who is logged in must type again. */
  passwordConfirmation: { name: 'password-confirmation', attempts: 10, seconds: 15 * MINUTE },
  /** Mails with a link to one address of an account. */
  resetMail: { name: 'reset-mail', attempts: 5, seconds: HOUR },
  /** Resets, asked for or carried out, from one address. */
  resetFromAddress: { name: 'reset', attempts: 30, seconds: HOUR },
  /** Mails with a link that confirms one address. */
  verificationMail: { name: 'verification-mail', attempts: 5, seconds: HOUR },
  /** Links to confirm an address, used from one address. */
  verificationFromAddress: { name: 'verification', attempts: 30, seconds: HOUR },
  /** Other addresses that one account asks for: each answer says whether somebody has it. */
  emailChange: { name: 'email-change', attempts: 5, seconds: HOUR },
} as const satisfies Record<string, Limit>
