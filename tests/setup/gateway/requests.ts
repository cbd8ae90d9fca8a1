import { inject } from 'vitest'
import { fetchFrom, newAddress } from '../people/addresses.ts'

/** An answer, read whole. */
export interface Answer {
  status: number
  /** Of a problem; empty where it is none. */
  code: string
  /** The messages of its `errors` by path. */
  faults: Record<string, string>
  headers: Headers
  text: string
}

export interface RequestOptions {
  /** As text it is sent as it is. */
  body?: unknown
  headers?: Record<string, string>
  /** Another way to send than from an address of its own. */
  fetch?: typeof globalThis.fetch
}

/** One request without the typed client: what it sends need not be what the API wants. */
export async function request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  const { body, headers, fetch = fetchFrom(newAddress()) } = options
  const response = await fetch(inject('apiUrl') + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  const problem: { code?: string; errors?: { path: string; message: string }[] } = isProblem
    ? JSON.parse(text)
    : {}
  return {
    status: response.status,
    code: problem.code ?? '',
    faults: Object.fromEntries((problem.errors ?? []).map(({ path, message }) => [path, message])),
    headers: response.headers,
    text,
  }
}

/** How often each outcome came: `204 × 99, 401 SessionExpired × 1`. */
export function tally(outcomes: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([outcome, count]) => `${outcome} × ${count}`)
    .join(', ')
}

/** `401 NotAuthenticated`, or only the status where it is no problem. */
export function outcomeOf({ status, code }: Pick<Answer, 'status' | 'code'>): string {
  return code === '' ? String(status) : `${status} ${code}`
}

/** The middle of several measurements, in the unit that they have. */
export function median(measurements: readonly number[]): number {
  const sorted = measurements.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
