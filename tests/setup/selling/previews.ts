import { cutPreviews } from '#functions/jobs/cut-previews.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'

/** Runs the job that cuts previews until none is due. The process must be a container (`openContainer`). */
export async function cutDuePreviews(): Promise<void> {
  for (;;) {
    const { previews = 0, without = 0 } = await runJob(cutPreviews)
    if (previews + without === 0) return
  }
}
