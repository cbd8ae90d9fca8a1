import * as z from 'zod'
import { REEL_LIMITS } from '#domains/reels/limits.ts'

/** Letters of any script, digits and `_`; kept in lower case. */
export const Tag = z
  .string()
  .regex(/^[\p{L}\p{M}\p{N}_]+$/u, 'has other characters than letters, digits and _')
  .max(REEL_LIMITS.tagCharacters, `has more than ${REEL_LIMITS.tagCharacters} characters`)
  // As readers without Unicode properties can check it: of ASCII only letters, digits and `_`.
  .meta({ pattern: '^[^\\u0000-/:-@\\[-^`{-\\u007f]+$', examples: ['ocean'] })
  .transform(tag => tag.toLowerCase())
