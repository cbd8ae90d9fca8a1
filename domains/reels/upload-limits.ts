import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { inMebibytes } from '#domains/reels/limits.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { giveBack } from '#shared/runtime/limits/counters.ts'

/** Counts a form for a direct upload, and the bytes that it declares. */
export async function allowForm(partner: Viewer<'partner'>, sizeBytes: number) {
  const { maxVideoBytes } = config()
  if (sizeBytes > maxVideoBytes) {
    return refuse('VideoTooLarge', { detail: `A video can be at most ${inMebibytes(maxVideoBytes)}.` })
  }
  return countAttempt(formOf(partner.id), bytesOf(partner, sizeBytes))
}

/** Counts the bytes of a video in Base64. */
export async function allowBytes(partner: Viewer<'partner'>, sizeBytes: number) {
  return countAttempt(bytesOf(partner, sizeBytes))
}

/** A reel was published from a form, so that the form is not open any more. */
export async function closeForm(partnerId: string): Promise<void> {
  await giveBack(formOf(partnerId))
}

function formOf(partnerId: string) {
  return { limit: LIMITS.openForms, key: partnerId }
}

function bytesOf({ id }: Viewer<'partner'>, amount: number) {
  return { limit: LIMITS.uploadBytes, key: id, amount }
}
