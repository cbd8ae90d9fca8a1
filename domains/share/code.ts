import { base58 } from '@scure/base'

const ID_BYTES = 12
/** The longest code of an id. */
export const CODE_CHARACTERS = 17

/** The short form of an id in links: base58, which has no two characters that look the same. */
export function codeOf(id: string): string {
  return base58.encode(Buffer.from(id, 'hex'))
}

/** The id that a code stands for; null if it is no code. */
export function idOfCode(code: string): string | null {
  if (code.length > CODE_CHARACTERS) return null
  try {
    const bytes = base58.decode(code)
    return bytes.length === ID_BYTES ? Buffer.from(bytes).toString('hex') : null
  } catch {
    return null
  }
}
