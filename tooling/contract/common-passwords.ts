import { dictionary } from '@zxcvbn-ts/language-common'
import { PASSWORD_LIMITS } from '#domains/accounts/limits.ts'

/** The commonly breached passwords that are long enough to be chosen here, most common first. */
export function commonPasswordsJson(): string {
  const common = dictionary['passwords-common'].map(String)
  const possible = common.filter(password => password.length >= PASSWORD_LIMITS.minCharacters)
  return `${JSON.stringify({ passwords: possible.join('\n') })}\n`
}
