import * as z from 'zod'

/** Of a partner that has not said otherwise. */
export const DEFAULT_LANGUAGE = 'en'

const LONGEST = 35
/** A language, perhaps with a script, a region and a variant. */
const TAG =
  '^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?$'

/** A language tag, kept in its canonical form: `pt-BR`. */
export const Language = z
  .string()
  .max(LONGEST, `has more than ${LONGEST} characters`)
  .regex(new RegExp(TAG), { error: 'is not a language tag of BCP 47', abort: true })
  .overwrite(tag => Intl.getCanonicalLocales(tag)[0] ?? tag)
  .meta({
    description: 'A language tag of BCP 47. It decides which forms of a word a search takes for the same',
    examples: ['en'],
  })

/** A language tag in an answer. */
export const ShownLanguage = z
  .string()
  .meta({ maxLength: LONGEST, pattern: TAG, description: 'BCP 47', examples: ['en'] })
