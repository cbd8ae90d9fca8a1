import type { Auth } from '#shared/http/endpoint.ts'
import { type Part, SEND_FILE, type Stop, WALK } from './postman-walk.ts'

interface Walker {
  name: string
  path: string
  auth: Auth | undefined
}

interface WholePart extends Omit<Part, 'stops'> {
  stops: Stop[]
}

/**
 * The walk with every operation once. One that is not in `WALK` comes at the end of the first part in which somebody is
 * logged in who may call it, and before which everything was kept that its path needs.
 * @throws Error that names an operation that has no such part, or is twice in the walk
 */
export function wholeWalk(operations: readonly Walker[], walk: readonly Part[] = WALK): WholePart[] {
  const left = new Map(operations.map(operation => [operation.name, operation]))
  const parts = walk.map(part => ({
    ...part,
    stops: part.stops.map(stop => (typeof stop === 'string' ? { operation: stop } : stop)),
  }))
  for (const { operation } of parts.flatMap(({ stops }) => stops)) {
    if (operation !== SEND_FILE && !left.delete(operation))
      throw new Error(`${operation} is twice in tooling/contract/postman-walk.ts, or is not declared`)
  }
  const kept = new Set<string>()
  for (const part of parts) {
    for (const { keeps = {} } of part.stops) for (const name of Object.keys(keeps)) kept.add(name)
    for (const { name, path, auth } of left.values()) {
      if (!mayCall(part.as, auth) || variablesOf(path).some(variable => !kept.has(variable))) continue
      part.stops.push({ operation: name })
      left.delete(name)
    }
  }
  for (const { name, path } of left.values()) {
    const missing = variablesOf(path).filter(variable => !kept.has(variable))
    throw new Error(
      `Add ${name} to the walk in tooling/contract/postman-walk.ts: nothing in it keeps ${missing.join(', ')}.`,
    )
  }
  return parts
}

function mayCall(as: Part['as'], auth: Auth | undefined): boolean {
  return auth === 'public' || auth === 'optional' || auth === as || (auth === 'account' && as !== null)
}

function variablesOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(match => String(match[1]))
}
