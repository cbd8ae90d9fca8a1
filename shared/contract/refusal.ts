import type { ErrorCode, ProblemOptions } from '#shared/contract/problems.ts'

/** How a domain says no: a code of the table of problems, and what the answer adds to it. `orFail` takes it. */
export interface Refusal<Code extends ErrorCode = ErrorCode> extends ProblemOptions {
  readonly refused: Code
}

export function refuse<const Code extends ErrorCode>(
  refused: Code,
  options: ProblemOptions = {},
): Refusal<Code> {
  return { refused, ...options }
}

export function isRefusal<Result>(result: Result): result is Extract<Result, Refusal> {
  return typeof result === 'object' && result !== null && 'refused' in result
}
