import { cutPreviews } from '#functions/jobs/cut-previews.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'

/** Does what the schedule would do within a minute. */
export async function cutPreviewsNow(): Promise<void> {
  await runJob(cutPreviews)
}
