import type { Operations } from '#client'
import { api, attempt } from './api.ts'

export type Limits = Operations['getConfig']['output']

let limits: Promise<Limits | null> | undefined

/** The limits to check before sending, read once. Null if they cannot be read: then the API alone decides. */
export function readLimits(): Promise<Limits | null> {
  limits ??= attempt(api.getConfig()).then(outcome => {
    if (outcome.ok) return outcome.data
    limits = undefined
    return null
  })
  return limits
}
