import { signal } from '@preact/signals'
import type { Operations } from '#client'
import { api, attempt, type Outcome } from './api.ts'

export type Limits = Operations['getConfig']['output']

/** What the API accepts, and its currencies. Null until `readLimits` has read them. */
export const limits = signal<Limits | null>(null)

let reading: Promise<Outcome<Limits>> | undefined

/** The limits to check before sending, read once. After a failure the next call reads them again. */
export function readLimits(): Promise<Outcome<Limits>> {
  reading ??= attempt(api.getConfig()).then(outcome => {
    if (outcome.ok) limits.value = outcome.data
    else reading = undefined
    return outcome
  })
  return reading
}
