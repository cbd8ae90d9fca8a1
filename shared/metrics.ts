import { Metrics } from '@aws-lambda-powertools/metrics'

/** Everything that is counted: each name costs money every month, and has a row in docs/operations.md. */
export type Counted =
  | 'ReelsPublished'
  | 'Likes'
  | 'Saves'
  | 'AccountsCreated'
  | 'LoginsRefused'
  | 'AttemptsRefused'
  | 'SessionsRevokedForReuse'
  | 'WebhooksRefused'
  | 'MailsPostponed'
  | 'InternalErrors'
  | 'DatabaseOutages'
  | 'MediaOutages'

let metrics: Metrics | undefined

// Made at first use, because it reads the environment when it is constructed: the namespace is of the stage.
function collector(): Metrics {
  metrics ??= new Metrics({ serviceName: 'reels' })
  return metrics
}

/** Counts something that has happened; `publishMetrics` tells CloudWatch. */
export function count(name: Counted, times = 1): void {
  if (times > 0) collector().addMetric(name, 'Count', times)
}

/** How long the video that has waited longest for its deletion has done so, past the time when it was due. */
export function gaugeDeletionWait(seconds: number): void {
  collector().addMetric('DeletionWait', 'Seconds', seconds)
}

/**
 * Writes what was counted to the log as one line, which CloudWatch reads metrics from (Embedded Metric Format).
 * Before the answer: afterwards the container is frozen.
 */
export function publishMetrics(): void {
  if (metrics?.hasStoredMetrics()) metrics.publishStoredMetrics()
}
