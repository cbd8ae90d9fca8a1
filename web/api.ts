import { signal } from '@preact/signals'
import type { ErrorCode, Fault, Operations } from '#client'
import { createClient, type OperationName, type Result } from '#client'
import { forgetAccount } from './accounts/account.ts'

export const API_URL = import.meta.env.VITE_API_URL ?? 'http://localhost:3000'

export const api = createClient({ baseUrl: API_URL })

/** Why something did not work, in words for the person in front of the screen. */
export interface Failure {
  code: ErrorCode | 'Unreachable'
  message: string
  faults: readonly Fault[]
}

export type Outcome<Data> = { ok: true; data: Data } | { ok: false; failure: Failure }

export const isOffline = signal(!navigator.onLine)
window.addEventListener('online', () => {
  isOffline.value = false
})
window.addEventListener('offline', () => {
  isOffline.value = true
})

/** What a call of the client ended with; where there was no answer at all, that is a failure like others. */
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

export const UNREACHABLE: Failure = {
  code: 'Unreachable',
  message: 'Could not reach Reels. Check your connection and try again.',
  faults: [],
}

const WORDS: Partial<Record<ErrorCode, string>> = {
  InternalError: 'Something went wrong on our side. Try again in a moment.',
  InvalidCredentials: 'Incorrect email or password.',
  MediaUnavailable: 'Uploads are not available right now. Try again in a moment.',
  NotAuthenticated: 'You have been logged out. Log in again to continue.',
  ReelNotFound: 'This reel is no longer available.',
  ServiceUnavailable: 'Reels is not available right now. Try again in a moment.',
  SessionExpired: 'You have been logged out. Log in again to continue.',
  TooManyRequests: 'Too many attempts. Try again later.',
  ValidationFailed: 'Please check the highlighted fields.',
}

type Limits = Operations['getConfig']['output']
let limits: Promise<Limits | null> | undefined

/** The limits to check before sending, read once; null where they cannot be read, and the API decides alone. */
export function readLimits(): Promise<Limits | null> {
  limits ??= attempt(api.getConfig()).then(outcome => {
    if (outcome.ok) return outcome.data
    limits = undefined
    return null
  })
  return limits
}
