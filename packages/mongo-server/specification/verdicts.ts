/** What became of a test. The two kinds of tests that were not run differ in who would have to change. */
export type Verdict = 'passed' | 'failed' | 'not required' | 'not supported'

export interface Outcome {
  test: string
  verdict: Verdict
  why?: string
}

/** The server, or the driver, did something other than what the test expects. */
export class Mismatch extends Error {}

/** The test is meant for another server, topology or driver. It says nothing about this server. */
export class NotRequired extends Error {}

/** The test uses a part of the format that this runner does not know. It may hide a fault of the server. */
export class NotSupported extends Error {}
