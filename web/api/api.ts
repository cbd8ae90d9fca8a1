import {
  createClient,
  type ErrorCode,
  type Fault,
  type OperationName,
  type Operations,
  type Result,
} from '#client'
import { forgetAccount } from './account.ts'
import { apiUrl } from './address.ts'
import { fetchOnce } from './early.ts'

export const api = createClient({ baseUrl: apiUrl, fetch: fetchOnce })

/** Why something did not work, in words for the person who uses the player. */
export interface Failure {
  code: ErrorCode | 'Unreachable'
  message: string
  faults: readonly Fault[]
}

interface Refusal {
  ok: false
  failure: Failure
}

export type Outcome<Data> = { ok: true; data: Data } | Refusal

/** Waits for a call of the client. No answer at all is a failure like any other: this never throws. */
export async function attempt<Name extends OperationName>(
  call: Promise<Result<Name>>,
): Promise<Outcome<Operations[Name]['output']>> {
  try {
    const result = await call
    if (result.ok) return { ok: true, data: result.data }
    const { code, detail, errors = [] } = result.problem
    if (code === 'NotAuthenticated' || code === 'SessionExpired') forgetAccount()
    return { ok: false, failure: { code, message: WORDS[code] ?? detail, faults: errors } }
  } catch {
    return { ok: false, failure: UNREACHABLE }
  }
}

/** What the player itself refuses, before it asks the API. */
export function refuse(message: string, faults: readonly Fault[] = []): Refusal {
  return { ok: false, failure: { code: 'ValidationFailed', message, faults } }
}

export const UNREACHABLE: Failure = {
  code: 'Unreachable',
  message: 'Could not reach Reels. Check your connection and try again.',
  faults: [],
}

const LOGGED_OUT = 'You have been logged out. Log in again to continue.'

const WORDS: Partial<Record<ErrorCode, string>> = {
  InternalError: 'Something went wrong on our side. Try again in a moment.',
  InvalidCredentials: 'Incorrect email or password.',
  MediaUnavailable: 'Uploads are not available right now. Try again in a moment.',
  NotAuthenticated: LOGGED_OUT,
  PartnerNotFound: 'This partner is no longer on Reels.',
  ReelNotFound: 'This reel is no longer available.',
  ServiceUnavailable: 'Reels is not available right now. Try again in a moment.',
  SessionExpired: LOGGED_OUT,
  TooManyRequests: 'Too many attempts. Try again later.',
  ValidationFailed: 'Please check the highlighted fields.',
}
