import type * as z from 'zod/v4/core'

/**
 * The source of a module whose `write` gives the text that `JSON.stringify(schema.parse(answer))` gives, and throws
 * whenever that throws. It needs neither zod nor the schema.
 * @returns null if the schema has something that no code is made from: zod then has to check the answers
 */
export function answerWriter(schema: z.$ZodType): string | null {
  const declarations: string[] = []
  try {
    const text = written(schema, { value: 'answer', path: '', declarations, within: [] })
    return [HELPERS, ...declarations, `export const write = answer => ${text}`, ''].join('\n')
  } catch (error) {
    if (error instanceof NoWriter) return null
    throw error
  }
}

class NoWriter extends Error {}

/** One value of the answer, in the code that is made. */
interface Place {
  /** The expression that gives it. */
  value: string
  /** Where it is, for the error: `items.title`. */
  path: string
  /** What the code needs at its top level. */
  declarations: string[]
  /** The schemas around it. */
  within: readonly z.$ZodType[]
}

const HELPERS = `function refuse(path) {
  throw new Error('The answer does not fit its schema' + (path && ': ' + path))
}
function refuseOthers(object, names, path) {
  for (const name in object) if (!names.includes(name)) refuse(path + ' has the field ' + name)
}
const quoted = JSON.stringify
const addressOf = text => URL.canParse(text.trim()) ? text.trim().replace(/[\\t\\n\\r]/g, '') : refuse('a web address')`

/** An expression: the text of the value in JSON. */
function written(schema: z.$ZodType, around: Place): string {
  if (around.within.includes(schema)) throw new NoWriter('a schema that contains itself')
  const place = { ...around, within: [...around.within, schema] }
  const { def, values } = (schema as z.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return writtenObject(def, place)
    case 'array':
      return writtenArray(def, place)
    case 'union':
      return writtenUnion(def, place)
    case 'nullable':
      return `(${place.value} === null ? 'null' : ${written(def.innerType, place)})`
    case 'enum':
    case 'literal':
      return writtenChoice([...(values ?? [])], place)
    case 'boolean':
      return writtenChoice([true, false], place)
    case 'string':
      return writtenString(def, place)
    case 'number':
      return writtenNumber(def, place)
    default:
      throw new NoWriter(def.type)
  }
}

function writtenObject(def: z.$ZodObjectDef, { value, path, declarations, within }: Place): string {
  if (def.catchall?._zod.def.type !== 'never' || checksOf(def).length > 0) {
    throw new NoWriter('an open object')
  }
  const entries = Object.entries(def.shape)
  const parts = entries.map(([name, schema], n) => {
    const { def: field } = (schema as z.$ZodTypes)._zod
    if (name === '__proto__') throw new NoWriter(name)
    const place = { value: `field${n}`, path: pathTo(path, name), declarations, within }
    const key = literal(`${n === 0 ? '{' : ','}${JSON.stringify(name)}:`)
    if (field.type !== 'optional') return `${key} + ${written(schema, place)}`
    if (n === 0) throw new NoWriter('an object that may have no first field')
    if (schema._zod.traits.has('$ZodExactOptional')) throw new NoWriter('exactOptional')
    return `(field${n} === undefined ? '' : ${key} + ${written(field.innerType, place)})`
  })
  if (parts.length === 0) throw new NoWriter('an empty object')
  const hasOptional = entries.some(([, schema]) => (schema as z.$ZodTypes)._zod.def.type === 'optional')
  const names = JSON.stringify(entries.map(([name]) => name))
  const fields = entries.map(([name], n) => `${JSON.stringify(name)}: field${n}`)
  return call(declarations, value, 'object', [
    `if (typeof it !== 'object' || it === null || Array.isArray(it)) refuse(${literal(path)})`,
    ...(hasOptional
      ? [`refuseOthers(it, ${names}, ${literal(path)})`]
      : [
          // Each field is looked at below. As many are there, so no others are.
          'let count = 0',
          'for (const name in it) count += 1',
          `if (count !== ${entries.length}) refuseOthers(it, ${names}, ${literal(path)})`,
        ]),
    `const { ${fields.join(', ')} } = it`,
    `return ${parts.join(' +\n')} + '}'`,
  ])
}

function writtenArray(def: z.$ZodArrayDef, { value, path, declarations, within }: Place): string {
  const limits = checksOf(def).map(check => {
    if (check.check === 'max_length') return ` || it.length > ${(check as z.$ZodCheckMaxLengthDef).maximum}`
    throw new NoWriter(check.check)
  })
  const item = written(def.element, { value: 'it[n]', path, declarations, within })
  return call(declarations, value, 'list', [
    `if (!Array.isArray(it)${limits.join('')}) refuse(${literal(path)})`,
    `let text = '['`,
    `for (let n = 0; n < it.length; n += 1) text += (n === 0 ? '' : ',') + ${item}`,
    `return text + ']'`,
  ])
}

/** Of objects that are told apart by a field with one value each. */
function writtenUnion(def: z.$ZodUnionDef, place: Place): string {
  const { discriminator, unionFallback } = def as Partial<z.$ZodDiscriminatedUnionDef>
  if (discriminator === undefined || unionFallback) throw new NoWriter('union')
  const options = def.options.map(option => {
    const { def: object } = (option as z.$ZodTypes)._zod
    const tag = object.type === 'object' ? (object.shape[discriminator] as z.$ZodTypes) : undefined
    if (tag?._zod.def.type !== 'literal') throw new NoWriter('union')
    const asked = `${place.value}?.[${literal(discriminator)}]`
    const isThis = tag._zod.def.values.map(one => `${asked} === ${literal(one)}`)
    return `${isThis.join(' || ')} ? ${written(option, place)}`
  })
  return `(${options.join(' : ')} : refuse(${literal(pathTo(place.path, discriminator))}))`
}

function writtenChoice(values: readonly unknown[], { value, path, declarations }: Place): string {
  const texts = values.map(one => [literal(one), literal(JSON.stringify(one))] as const)
  if (texts.length <= MOST_COMPARED) {
    const choices = texts.map(([one, text]) => `${value} === ${one} ? ${text}`)
    return `(${choices.join(' : ')} : refuse(${literal(path)}))`
  }
  const name = `texts${declarations.length}`
  declarations.push(`const ${name} = new Map([${texts.map(pair => `[${pair.join()}]`).join()}])`)
  return `(${name}.get(${value}) ?? refuse(${literal(path)}))`
}

/** With more choices, a lookup is faster. */
const MOST_COMPARED = 4

function writtenString(def: z.$ZodStringDef, { value, path, declarations }: Place): string {
  if (def.coerce) throw new NoWriter('coerce')
  const { format, pattern } = def as Partial<z.$ZodStringFormatDef>
  const isText = `typeof ${value} === 'string'`
  const refused = `refuse(${literal(path)})`
  if (format === 'url') {
    if (checksOf(def).length > 0 || Object.keys(def).some(key => OF_ADDRESSES.has(key)))
      throw new NoWriter('url')
    return `(${isText} ? quoted(addressOf(${value})) : ${refused})`
  }
  if (format !== undefined && !DATES.has(format)) throw new NoWriter(format)
  const patterns = pattern ? [pattern] : []
  let isLower = false
  for (const check of checksOf(def)) {
    // What is checked after the text was changed is checked in the changed one.
    if (isLower) throw new NoWriter('a check of a text in lower case')
    if (check.check === 'string_format') patterns.push(patternOf(check as z.$ZodCheckStringFormatDef))
    else if (isLowerCase(check)) isLower = true
    else throw new NoWriter(check.check)
  }
  const tests = patterns.map(one => ` && ${nameOf(one, declarations)}.test(${value})`)
  const text = isLower ? `${value}.toLowerCase()` : value
  const isPlain = format !== undefined || patterns.some(needsNoEscape)
  const json = isPlain ? `'"' + ${text} + '"'` : `quoted(${text})`
  return `(${isText}${tests.join('')} ? ${json} : ${refused})`
}

const DATES = new Set(['datetime', 'date'])
const OF_ADDRESSES = new Set(['hostname', 'protocol', 'normalize'])

function patternOf({ format, pattern }: z.$ZodCheckStringFormatDef): RegExp {
  // With these flags a pattern remembers where it was.
  if (format !== 'regex' || !pattern || pattern.global || pattern.sticky) throw new NoWriter(format)
  return pattern
}

function nameOf(pattern: RegExp, declarations: string[]): string {
  const declaration = `= ${pattern}`
  const known = declarations.find(one => one.endsWith(declaration))
  if (known) return known.slice('const '.length, -declaration.length - 1)
  const name = `pattern${declarations.length}`
  declarations.push(`const ${name} ${declaration}`)
  return name
}

function isLowerCase(check: z.$ZodCheckDef): boolean {
  return check.check === 'overwrite' && (check as z.$ZodCheckOverwriteDef).tx(' Ä') === ' ä'
}

/** Can a text that matches hold only characters that JSON leaves as they are? True only if that is plain to see. */
function needsNoEscape({ source, flags }: RegExp): boolean {
  if (flags !== '' && flags !== 'i') return false
  return /^\^\[(?:a-z|A-Z|0-9|a-f|A-F|_|-)+\](?:\{\d+(?:,\d*)?\}|[*+])?\$$/.test(source)
}

function writtenNumber(def: z.$ZodNumberDef, { value, path }: Place): string {
  if (def.coerce) throw new NoWriter('coerce')
  const { format } = def as Partial<z.$ZodNumberFormatDef>
  const conditions = [format === undefined ? `Number.isFinite(${value})` : ofFormat(format, value)]
  for (const check of checksOf(def)) {
    const { value: limit, inclusive } = check as z.$ZodCheckGreaterThanDef
    const orEqual = inclusive ? '=' : ''
    if (check.check === 'greater_than') conditions.push(`${value} >${orEqual} ${limit}`)
    else if (check.check === 'less_than') conditions.push(`${value} <${orEqual} ${limit}`)
    else throw new NoWriter(check.check)
  }
  return `(${conditions.join(' && ')} ? '' + ${value} : refuse(${literal(path)}))`
}

function ofFormat(format: string, value: string): string {
  if (format === 'safeint') return `Number.isSafeInteger(${value})`
  if (format === 'int32') return `(${value} | 0) === ${value}`
  throw new NoWriter(format)
}

/** The checks of a schema, without those that only describe it. */
function checksOf({ checks = [] }: z.$ZodTypeDef): z.$ZodCheckDef[] {
  return checks
    .map(({ _zod: { def } }) => def)
    .filter(({ check }) => check !== 'meta' && check !== 'describe')
}

/** Declares a function of `it`, and calls it. V8 learns the shape of what each function is given. */
function call(declarations: string[], value: string, kind: string, lines: readonly string[]): string {
  const name = `${kind}${declarations.length}`
  declarations.push(`function ${name}(it) {\n${lines.join('\n')}\n}`)
  return `${name}(${value})`
}

function pathTo(path: string, name: string): string {
  return path ? `${path}.${name}` : name
}

/** A value that JSON has, as code. */
function literal(value: unknown): string {
  const isInJson = value === null || typeof value === 'string' || typeof value === 'boolean'
  if (!isInJson && !Number.isFinite(value)) throw new NoWriter(String(value))
  return JSON.stringify(value)
}
