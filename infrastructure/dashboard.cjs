// The dashboard of a stage: what users notice, what the functions wait for, what the business looks at.
const WIDTH = 24
const HEIGHT = 6

module.exports = async ({ resolveVariable }) => {
  const [service, stage] = await Promise.all([resolveVariable('self:service'), resolveVariable('sls:stage')])
  const name = `${service}-${stage}`

  const gateway = (metric, options) => ['AWS/ApiGateway', metric, 'ApiId', '${HttpApi}', options]
  const counted = (metric, options = {}) => [name, metric, 'service', 'reels', options]
  const overFunctions = (metric, stat, period = 300) => [
    {
      expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="${metric}" FunctionName="${name}-"', '${stat}', ${period})`,
      id: metric.toLowerCase(),
      label: '',
    },
  ]
  const graph = (title, metrics, more = {}) => ({
    type: 'metric',
    properties: {
      title,
      metrics,
      region: '${AWS::Region}',
      stat: 'Sum',
      period: 300,
      view: 'timeSeries',
      ...more,
    },
  })

  const rows = [
    [
      graph('Requests', [gateway('Count', { label: 'all' }), gateway('4xx', {}), gateway('5xx', {})]),
      graph('Latency (ms)', [
        gateway('Latency', { stat: 'p50', label: 'p50' }),
        gateway('Latency', { stat: 'p95', label: 'p95' }),
        gateway('Latency', { stat: 'p99', label: 'p99' }),
      ]),
      graph('What hurts', [
        counted('InternalErrors'),
        counted('DatabaseOutages'),
        counted('MediaOutages'),
        counted('PaymentOutages'),
        counted('MailsPostponed'),
        counted('WebhooksRefused'),
        counted('PayoutsFailed'),
      ]),
    ],
    [
      graph('Crashes by function', [overFunctions('Errors', 'Sum')]),
      graph('Throttles by function', [overFunctions('Throttles', 'Sum')]),
      graph('Containers at once by function', [overFunctions('ConcurrentExecutions', 'Maximum')], {
        stacked: true,
      }),
    ],
    [
      graph('Published, liked, saved, followed', [
        counted('ReelsPublished'),
        counted('Likes'),
        counted('Saves'),
        counted('Follows'),
      ]),
      graph('Accounts', [counted('AccountsCreated'), counted('LoginsRefused'), counted('AttemptsRefused')]),
      graph('Security, deletion and counting', [
        counted('SessionsRevokedForReuse'),
        counted('DeletionWait', { stat: 'Maximum', yAxis: 'right', label: 'DeletionWait (s)' }),
        counted('CountingWait', { stat: 'Maximum', yAxis: 'right', label: 'CountingWait (s)' }),
      ]),
    ],
    [
      graph('Sold', [counted('Sales')]),
      graph('Money that needs a person', [
        counted('PaidWithoutRight'),
        counted('PaymentsHeld'),
        counted('StripeRefusals'),
        counted('LedgerDifferences'),
        counted('DisputesDue', { stat: 'Maximum' }),
      ]),
      graph('Silence of the webhooks of Stripe', [
        counted('WebhookSilence', { stat: 'Maximum', label: 'seconds' }),
      ]),
    ],
    [
      {
        type: 'log',
        properties: {
          title: 'Slowest routes of the gateway',
          region: '${AWS::Region}',
          view: 'table',
          query:
            `SOURCE '/aws/http-api/${name}' | stats count(*) as requests, pct(milliseconds, 50) as p50, ` +
            'pct(milliseconds, 95) as p95, max(milliseconds) as slowest by route | sort p95 desc | limit 20',
        },
      },
    ],
  ]
  const widgets = rows.flatMap((row, y) =>
    row.map((widget, x) => ({
      ...widget,
      x: (x * WIDTH) / row.length,
      y: y * HEIGHT,
      width: WIDTH / row.length,
      height: HEIGHT,
    })),
  )
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Condition: 'IsWatched',
        Properties: { DashboardName: name, DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) } },
      },
    },
  }
}
