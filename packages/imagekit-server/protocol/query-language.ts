/*
 * ImageKit's upload checks and its search share a language: comparisons of a field with a value, joined by AND, OR and
 * parentheses. Checks want field names in double quotes. Search wants them without quotes, and can negate a term.
 */

export type Operator = '=' | 'NOT =' | ':' | '<' | '<=' | '>' | '>=' | 'IN' | 'NOT IN' | 'HAS' | 'NOT HAS'

export interface Comparison {
  kind: 'comparison'
  field: string
  operator: Operator
  values: string[]
}
export type Query = Comparison | { kind: 'and' | 'or'; terms: Query[] } | { kind: 'not'; term: Query }

/** Thrown for a text that is not in the language, or that asks for something that is not offered. */
export class QuerySyntaxError extends Error {}

interface Token {
  kind: 'quoted' | 'word' | 'sign'
  text: string
}

const MAX_LENGTH = 8192
const MAX_DEPTH = 32
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|[()[\],:=<>])|([^\s"'()[\],:=<>!]+))/y

/** Throws `QuerySyntaxError` for a text that is not in the language. */
export function parseQuery(text: string, { quotedFields }: { quotedFields: boolean }): Query {
  const tokens = tokenise(text)
  let at = 0

  const isNext = (kind: Token['kind'], text: string) => tokens[at]?.kind === kind && tokens[at]?.text === text
  function skip(kind: Token['kind'], text: string): boolean {
    const found = isNext(kind, text)
    if (found) at += 1
    return found
  }
  function expect(text: string) {
    if (!skip('sign', text)) throw new QuerySyntaxError(`Expected ${text}`)
  }

  function joined(kind: 'and' | 'or', term: (depth: number) => Query, depth: number): Query {
    const first = term(depth)
    const terms = [first]
    while (skip('word', kind.toUpperCase())) terms.push(term(depth))
    return terms.length === 1 ? first : { kind, terms }
  }
  const anyOf = (depth: number): Query => joined('or', allOf, depth)
  const allOf = (depth: number): Query => joined('and', single, depth)
  function single(depth: number): Query {
    if (depth > MAX_DEPTH) throw new QuerySyntaxError('Nested too deeply')
    if (!quotedFields && skip('word', 'NOT')) return { kind: 'not', term: single(depth + 1) }
    if (!skip('sign', '(')) return comparison()
    const inner = anyOf(depth + 1)
    expect(')')
    return inner
  }

  function comparison(): Comparison {
    const field = tokens[at]
    if (field?.kind !== (quotedFields ? 'quoted' : 'word'))
      throw new QuerySyntaxError('Expected a field name')
    at += 1
    const operator = readOperator()
    const takesList = operator.endsWith('IN') || operator.endsWith('HAS')
    const values = takesList && skip('sign', '[') ? list() : [value()]
    return { kind: 'comparison', field: field.text, operator, values }
  }

  function readOperator(): Operator {
    const negated = skip('word', 'NOT')
    const token = tokens[at++]
    const text = token?.text
    if (token?.kind === 'word' && (text === 'IN' || text === 'HAS')) return negated ? `NOT ${text}` : text
    if (token?.kind === 'sign') {
      if (text === '=') return negated ? 'NOT =' : '='
      if (text === '!=' && !negated) return 'NOT ='
      const isPlain = text === ':' || text === '<' || text === '<=' || text === '>' || text === '>='
      if (isPlain && !negated) return text
    }
    throw new QuerySyntaxError('Expected an operator')
  }

  function value(): string {
    const token = tokens[at++]
    if (token === undefined || token.kind === 'sign') throw new QuerySyntaxError('Expected a value')
    return token.text
  }

  function list(): string[] {
    const values = [value()]
    while (skip('sign', ',')) values.push(value())
    expect(']')
    return values
  }

  const query = anyOf(0)
  if (at < tokens.length) throw new QuerySyntaxError('Unexpected text at the end')
  return query
}

/** Turns a query into a test. Compiles every comparison before anything is tested, so that OR cannot hide a mistake. */
export function compileQuery<Subject>(
  query: Query,
  compare: (comparison: Comparison) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  if (query.kind === 'comparison') return compare(query)
  if (query.kind === 'not') {
    const test = compileQuery(query.term, compare)
    return subject => !test(subject)
  }
  const tests = query.terms.map(term => compileQuery(term, compare))
  return query.kind === 'and'
    ? subject => tests.every(test => test(subject))
    : subject => tests.some(test => test(subject))
}

function tokenise(text: string): Token[] {
  if (text.length > MAX_LENGTH) throw new QuerySyntaxError('The query is too long')
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new QuerySyntaxError(`Unexpected text at ${at}`)
    const [, double, single, sign, word] = match
    const quoted = double ?? single
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'word', text: word ?? '' })
  }
  return tokens
}
