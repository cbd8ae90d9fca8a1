/** `maxBytes` is what bcrypt reads; a longer password would be cut, so it is refused. */
export const PASSWORD_LIMITS = { minCharacters: 8, maxBytes: 72 }
