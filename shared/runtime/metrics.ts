import { Metrics } from '@aws-lambda-powertools/metrics'

/** Everything that is counted: each name costs money every month, and has a row in docs/operations.md. */
export const COUNTED = [
  'ReelsPublished',
  'Follows',
  'Likes',
  'Saves',
  'AccountsCreated',
  'LoginsRefused',
  'AttemptsRefused',
  'SessionsRevokedForReuse',
  'WebhooksRefused',
  'MailsPostponed',
  'PayoutsFailed',
  'InternalErrors',
  'DatabaseOutages',
  'MediaOutages',
  'PaymentOutages',
  'Sales',
  'PaymentsHeld',
  'PaidWithoutRight',
  'StripeRefusals',
  'LedgerDifferences',
] as const

/** For how many seconds the video that has waited longest for its deletion has done so. */
export const DELETION_WAIT = 'DeletionWait'

/** For how many seconds something was sold of which no event of Stripe has told. */
export const WEBHOOK_SILENCE = 'WebhookSilence'

/** How many disputes wait for evidence that is due within three days. */
export const DISPUTES_DUE = 'DisputesDue'

/** For how many seconds the view, or whatever else statistics count, that has waited longest has done so. */
export const COUNTING_WAIT = 'CountingWait'

let metrics: Metrics | undefined

// Made at first use, because it reads the environment when it is constructed: the namespace is of the stage.
function collector(): Metrics {
  metrics ??= new Metrics({ serviceName: 'reels' })
  return metrics
}

/** Counts something that has happened; `publishMetrics` tells CloudWatch. */
export function count(name: (typeof COUNTED)[number]): void {
  collector().addMetric(name, 'Count', 1)
}

export function gaugeDeletionWait(seconds: number): void {
  collector().addMetric(DELETION_WAIT, 'Seconds', seconds)
}

export function gaugeWebhookSilence(seconds: number): void {
  collector().addMetric(WEBHOOK_SILENCE, 'Seconds', seconds)
}

export function gaugeDisputesDue(disputes: number): void {
  collector().addMetric(DISPUTES_DUE, 'Count', disputes)
}

export function gaugeCountingWait(seconds: number): void {
  collector().addMetric(COUNTING_WAIT, 'Seconds', seconds)
}

/** To the log, in the Embedded Metric Format. Before the answer: afterwards the container is frozen. */
export function publishMetrics(): void {
  if (metrics?.hasStoredMetrics()) metrics.publishStoredMetrics()
}
