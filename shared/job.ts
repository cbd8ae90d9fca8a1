import { config, runsAsLambda } from '#shared/config.ts'
import { connectDatabase } from '#shared/database.ts'
import { log } from '#shared/log.ts'

/** Work that is done on a schedule. Safe to run twice at once: EventBridge may deliver an event again. */
export interface Job {
  /** An EventBridge schedule expression, such as `rate(5 minutes)`. */
  schedule: `rate(${string})` | `cron(${string})`
  summary: string
  /** Returns what was done, for the log. */
  run(now: Date): Promise<Record<string, number>>
}

export function defineJob(job: Job): Job {
  return job
}

/** Makes the Lambda of a job. It throws where the job fails, so that the failure is counted and tried again. */
export function scheduled(job: Job): () => Promise<void> {
  if (runsAsLambda()) config()
  return async () => {
    await connectDatabase()
    const done = await job.run(new Date())
    log().info('job', { job: job.summary, ...done })
  }
}
