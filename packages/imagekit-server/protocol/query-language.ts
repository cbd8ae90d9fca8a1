/**
 * The language that ImageKit's upload checks and its search share: comparisons of a field with a value, joined by
 * AND, OR and parentheses. Checks want field names in double quotes; search wants them bare, and may negate a term.
 */
export type Operator = '=' | 'NOT =' | ':' | '<' | '<=' | '>' | '>=' | 'IN' | 'NOT IN' | 'HAS' | 'NOT HAS'

export interface Comparison {
  kind: 'comparison'
  field: string
  operator: Operator
  values: string[]
}
export type Query = Comparison | { kind: 'and' | 'or'; terms: Query[] } | { kind: 'not'; term: Query }

/** The text is not in the language, or asks for something that is not offered. */
export class QuerySyntaxError extends Error {}

interface Token {
  kind: 'quoted' | 'word' | 'sign'
  text: string
}

const MAX_LENGTH = 8192
const MAX_DEPTH = 32
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|[()[\],:=<>])|([^\s"'()[\],:=<>!]+))/y

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

/** Parses `text`. Throws `QuerySyntaxError` for anything outside the language. */
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

/** Turns a query into a test, every comparison compiled before anything is tested, so that no fault hides behind OR. */
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

const UNITS: Record<string, number> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

/** `1500`, `"50mb"`, `0.5gb` → bytes. ImageKit does not say whether its MB are 10⁶ or 2²⁰; taken as 2²⁰. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?b)?$/i.exec(text.trim())
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()]
  if (match === null || unit === undefined) throw new QuerySyntaxError(`Not a size: ${text}`)
  return Number(match[1]) * unit
}

export function parseNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) throw new QuerySyntaxError(`Not a number: ${text}`)
  return Number(text)
}

/** `=`, `NOT =` and the orderings, for numbers. Undefined for an operator that numbers do not have. */
export function orderingTest(operator: Operator): ((left: number, right: number) => boolean) | undefined {
  switch (operator) {
    case '=':
      return (left, right) => left === right
    case 'NOT =':
      return (left, right) => left !== right
    case '<':
      return (left, right) => left < right
    case '<=':
      return (left, right) => left <= right
    case '>':
      return (left, right) => left > right
    case '>=':
      return (left, right) => left >= right
    default:
      return undefined
  }
}

/** `=`, `NOT =`, `:` (begins with), `IN`, `NOT IN`, for texts. Undefined for an operator that texts do not have. */
export function textTest(
  operator: Operator,
  values: readonly string[],
): ((text: string) => boolean) | undefined {
  const [first = ''] = values
  switch (operator) {
    case '=':
      return text => text === first
    case 'NOT =':
      return text => text !== first
    case ':':
      return text => text.startsWith(first)
    case 'IN':
      return text => values.includes(text)
    case 'NOT IN':
      return text => !values.includes(text)
    default:
      return undefined
  }
}
