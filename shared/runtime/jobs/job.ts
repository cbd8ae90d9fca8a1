import type { Context } from 'aws-lambda'
import { loadConfig } from '#shared/runtime/config.ts'
import { connectDatabase } from '#shared/runtime/database/connection.ts'
import type { Deploy } from '#shared/runtime/deploy.ts'
import { log } from '#shared/runtime/log.ts'
import { publishMetrics } from '#shared/runtime/metrics.ts'
import { timeSince, timeSpent } from '#shared/runtime/time-spent.ts'

interface JobRun {
  now: Date
  /** When to stop and leave the rest to the next run, in milliseconds since the epoch. */
  deadline: number
}

/** Work that is done on a schedule. Safe to run twice at once: EventBridge may deliver an event again. */
export interface Job {
  /** How often EventBridge runs it, such as `rate(5 minutes)`: at least once a day, so that an alarm can miss it. */
  schedule: `rate(${string})`
  summary: string
  /** A job has a share of its own: two containers. */
  deploy?: Omit<Deploy, 'share'>
  /** Returns what was done, for the log. */
  run(run: JobRun): Promise<Record<string, number>>
}

export function defineJob(job: Job): Job {
  return job
}

/** What one run may take, in seconds. */
export const JOB_SECONDS = 300
const MARGIN_MILLISECONDS = 20_000
/** Jobs count and walk through whole collections, and nobody waits for them. */
const COMMAND_MILLISECONDS = 60_000

/** Makes the Lambda of a job. It throws if the job fails, so that the failure is counted and tried again. */
export function scheduled(
  job: Job,
): (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<void> {
  return async (_event, context) => {
    log().resetKeys()
    log().appendKeys({ requestId: context.awsRequestId })
    await runJob(job)
  }
}

export async function runJob(job: Job): Promise<Record<string, number>> {
  const startedAt = performance.now()
  const spentBefore = timeSpent()
  const times = () => ({
    milliseconds: Math.round(performance.now() - startedAt),
    ...timeSince(spentBefore),
  })
  try {
    await loadConfig()
    await connectDatabase(COMMAND_MILLISECONDS)
    const now = new Date()
    const done = await job.run({ now, deadline: now.getTime() + JOB_SECONDS * 1_000 - MARGIN_MILLISECONDS })
    log().info('job', { job: job.summary, ...done, ...times() })
    return done
  } catch (error) {
    log().error('The job failed', { job: job.summary, error, ...times() })
    throw error
  } finally {
    publishMetrics()
  }
}
