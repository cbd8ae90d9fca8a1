import { BSONRegExp } from 'bson'
import { MongoError } from './errors.ts'

/** An expression such as `$regexMatch` asks for the same pattern for each document. */
const compiled = new Map<string, RegExp>()
const COMPILED_KEPT = 500

/**
 * MongoDB's expressions are PCRE, these are JavaScript's: flags i, m, s and x, a leading `(?i)`, `\A`, `\z`, `\Z`
 * and `\Q…\E` are translated; what JavaScript cannot parse after that is an error, as an invalid pattern is.
 */
export function compileRegex(pattern: string, options = ''): RegExp {
  const name = `${options}/${pattern}`
  const known = compiled.get(name)
  if (known) return known
  const regex = translate(pattern, options)
  if (compiled.size >= COMPILED_KEPT) compiled.clear()
  compiled.set(name, regex)
  return regex
}

/** `options` come on top of those of the value itself. */
export function toRegExp(value: BSONRegExp | RegExp, options = ''): RegExp {
  return value instanceof BSONRegExp
    ? compileRegex(value.pattern, value.options + options)
    : compileRegex(value.source, value.flags.replace(/[^imsu]/g, '') + options)
}

function translate(pattern: string, options: string): RegExp {
  let source = pattern
  let flags = options
  for (const flag of flags) {
    if (!'imsxu'.includes(flag)) {
      throw new MongoError(51108, `invalid flag in regex options: ${flag}`)
    }
  }
  const leading = /^\(\?([imsx]+)\)/.exec(source)
  if (leading?.[1] !== undefined) {
    source = source.slice(leading[0].length)
    flags += leading[1]
  }
  source = source
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, quoted: string) => quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .replace(/\\A/g, '(?<![\\s\\S])')
    .replace(/\\z/g, '(?![\\s\\S])')
    .replace(/\\Z/g, '(?=\\n?(?![\\s\\S]))')
  if (flags.includes('x')) source = withoutComments(source)
  const own = [...new Set(flags)].filter(flag => 'ims'.includes(flag)).join('')
  try {
    return new RegExp(source, `${own}u`)
  } catch {
    // Escapes of letters that mean nothing, such as `\-`, are only allowed without Unicode mode.
    try {
      return new RegExp(source, own)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new MongoError(51091, `Regular expression is invalid: ${why}`)
    }
  }
}

/** PCRE's extended mode: white space and comments outside classes do not count. */
function withoutComments(source: string): string {
  return source.replace(/(\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\])|\s+|#[^\n]*/g, (_, kept?: string) => kept ?? '')
}
