import { type ErrorCode, type Fault, type ProblemOptions, problems } from '#shared/contract/problems.ts'
import type { Refusal } from '#shared/contract/refusal.ts'

/** Thrown inside the HTTP stack to end a request with one of the problems of the table. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly errors: Fault[] | undefined
  readonly headers: Record<string, string>

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(options.detail ?? problems[code].title, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.detail = options.detail
    this.errors = options.errors
    this.headers = options.headers ?? {}
  }
}

/** The problem that a refusal is answered with. */
export function problemOf({ refused, ...options }: Refusal): Problem {
  return new Problem(refused, options)
}

/** The body of a problem response, RFC 9457 section 3. */
export function problemBody(problem: Problem, requestId: string) {
  const { status, title } = problems[problem.code]
  return {
    type: `urn:reels:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.detail ?? title,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  }
}
