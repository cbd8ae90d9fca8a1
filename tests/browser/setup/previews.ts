import { inject, onTestFinished } from 'vitest'
import { cutPreviews } from '#functions/jobs/cut-previews.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'

/** Does what the schedule would do within a minute. */
export async function cutPreviewsNow(): Promise<void> {
  Object.assign(process.env, inject('settings'), { POWERTOOLS_LOG_LEVEL: 'WARN' })
  onTestFinished(() => disconnectDatabase())
  await runJob(cutPreviews)
}
