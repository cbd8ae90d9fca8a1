import * as z from 'zod'

/** `maxBytes` is what bcrypt reads; a longer password would be cut, so it is refused. */
export const PASSWORD_LIMITS = { minCharacters: 8, maxBytes: 72 }
const { minCharacters, maxBytes } = PASSWORD_LIMITS

export const NewPassword = z
  .string()
  .min(minCharacters, `has fewer than ${minCharacters} characters`)
  .refine(password => Buffer.byteLength(password) <= maxBytes, `has more than ${maxBytes} bytes of UTF-8`)
  .refine(
    password => password.isWellFormed() && !password.includes('\0'),
    'has characters that cannot be kept',
  )
  .meta({
    id: 'NewPassword',
    format: 'password',
    description: `${minCharacters} characters or more, at most ${maxBytes} bytes of UTF-8`,
    examples: ['correct-horse-battery'],
  })

/** A password that is only compared: any string, since the answer must not say what is wrong with it. */
export const Password = z
  .string()
  .max(1_000)
  .meta({ format: 'password', examples: ['correct-horse-battery'] })
