import { inject } from 'vitest'
import { fetchFrom, newAddress } from '../people/addresses.ts'

/** An answer with its whole body. */
export interface Answer {
  status: number
  /** The code of a problem; empty if the answer is not a problem. */
  code: string
  /** The messages of its `errors` by path. */
  faults: Record<string, string>
  headers: Headers
  text: string
}

export interface RequestOptions {
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string>
  /** Used instead of sending from a new address. */
  fetch?: typeof globalThis.fetch
}

/** One request without the typed client, so that it can send what the API refuses. */
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

/** `401 NotAuthenticated`, or only the status if it is not a problem. */
export function outcomeOf({ status, code }: Pick<Answer, 'status' | 'code'>): string {
  return code === '' ? String(status) : `${status} ${code}`
}

/** The median of measurements, in their unit. */
export function median(measurements: readonly number[]): number {
  const sorted = measurements.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** What an observer sees, without what differs between any two answers. */
export function comparable({ status, headers, text }: Answer) {
  const { 'x-request-id': requestId = '', date: _, ...others } = Object.fromEntries(headers)
  return { status, headers: others, body: text.replace(requestId, '') }
}

export function statusAndBody(answer: { status: number; body: string } | undefined) {
  return { status: answer?.status, body: answer?.body }
}
