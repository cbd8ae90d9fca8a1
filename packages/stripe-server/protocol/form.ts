import { invalidParameter } from './refusals.ts'

/** A value of a form: a text, or values by their keys. A list has the keys 0, 1, 2 … or empty ones. */
export type FormValue = string | { [key: string]: FormValue }

const MAX_FIELDS = 1000
const MAX_DEPTH = 10

/**
 * Reads `a[b][0]=c` as Stripe's SDKs write it. An object has no prototype, so that no key is special.
 * @throws Refusal if it is malformed
 */
export function parseForm(text: string): { [key: string]: FormValue } {
  const form: { [key: string]: FormValue } = Object.create(null)
  let fields = 0
  for (const [name, value] of new URLSearchParams(text)) {
    fields += 1
    if (fields > MAX_FIELDS) throw invalidParameter('The request has too many parameters.')
    set(form, keysOf(name), value, name)
  }
  return form
}

/** `a[b][c]` → a, b, c. */
function keysOf(name: string): string[] {
  const [, first, rest] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? []
  if (first === undefined || rest === undefined) throw invalidParameter(`Invalid parameter name: ${name}`)
  const keys = [first, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key ?? '')]
  if (keys.length > MAX_DEPTH) throw invalidParameter(`The parameter is nested too deeply: ${name}`)
  return keys
}

function set(form: { [key: string]: FormValue }, keys: string[], value: string, name: string): void {
  let object = form
  for (const key of keys.slice(0, -1)) {
    const inner = object[key] ?? Object.create(null)
    if (typeof inner === 'string') throw invalidParameter(`Invalid parameter: ${name}`, { param: name })
    object[key] = inner
    object = inner
  }
  const last = keys.at(-1) ?? ''
  // `a[]=1&a[]=2` is a list, too.
  object[last === '' ? String(Object.keys(object).length) : last] = value
}
