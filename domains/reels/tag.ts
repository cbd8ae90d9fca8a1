import * as z from 'zod'
import { REEL_LIMITS } from '#domains/reels/limits.ts'

/** Letters of any script, digits and `_`; folded first, so that everything else counts and stores what filters use. */
export const Tag = z
  .string()
  .overwrite(foldTag)
  // Some letters, such as the Hangul filler, are invisible.
  .regex(
    /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}_])+$/u,
    'has other characters than letters, digits and _',
  )
  .max(REEL_LIMITS.tagCharacters, `has more than ${REEL_LIMITS.tagCharacters} characters`)
  // As readers without Unicode properties can check it: of ASCII only letters, digits and `_`.
  .meta({ pattern: '^[^\\u0000-/:-@\\[-^`{-\\u007f]+$', examples: ['ocean'] })

/**
 * The one way in which a tag is kept and looked for: composed, and in lower case. `İ` in lower case is an `i` with a
 * second dot above, which nobody types: `istanbul` has to find `İSTANBUL`.
 */
export function foldTag(tag: string): string {
  return tag.normalize('NFC').toLowerCase().replaceAll('i\u0307', 'i').normalize('NFC')
}
