import { stringify } from 'yaml'
import type { Declarations } from './declarations.ts'
import { roleOf } from './functions-yml.ts'

const HEADER = '# Made from functions/ by `npm run generate`. What every function has beside its code.\n'
const FUNCTION_NAME = (name: string) => `\${self:service}-\${sls:stage}-${name}`
const NOTIFIED = { AlarmActions: [{ Ref: 'AlarmTopic' }], OKActions: [{ Ref: 'AlarmTopic' }] }

/** An alarm for every function, one more for every job, and the permission to write to its own log, no other. */
export function resourcesYml(declarations: Declarations): string {
  const all = [
    ...declarations.endpoints.map(({ name, endpoint }) => ({ name, role: roleOf(endpoint) })),
    ...declarations.jobs.map(({ name, job }) => ({ name, role: roleOf(job) })),
  ]
  const alarms = all.map(({ name }) => [`${pascalCase(name)}FailingAlarm`, failingAlarm(name)])
  const jobAlarms = declarations.jobs.map(({ name, job }) => [
    `${pascalCase(name)}OverdueAlarm`,
    overdueAlarm(name, job.schedule),
  ])
  const roles = [...new Set(all.map(({ role }) => role))].sort()
  const policies = roles.map(role => [
    `${role}Logs`,
    logPolicy(
      role,
      all.filter(other => other.role === role).map(({ name }) => name),
    ),
  ])
  return HEADER + stringify({ Resources: Object.fromEntries([...policies, ...alarms, ...jobAlarms]) })
}

// Endpoints answer for their own errors: what Lambda counts is a crash, a start without settings, a time-out.
function failingAlarm(name: string) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Condition: 'IsWatched',
    Properties: {
      AlarmName: `${FUNCTION_NAME(name)}-failing`,
      AlarmDescription: `${name} crashes or is throttled: docs/operations.md#a-function-is-failing`,
      Metrics: [
        { Id: 'failing', Expression: 'FILL(errors, 0) + FILL(throttles, 0)', Label: 'Errors and throttles' },
        lambdaMetric('errors', 'Errors', name, 300),
        lambdaMetric('throttles', 'Throttles', name, 300),
      ],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 3,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      ...NOTIFIED,
    },
  }
}

function overdueAlarm(name: string, schedule: string) {
  const { period, periods } = patienceFor(schedule)
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Condition: 'IsWatched',
    Properties: {
      AlarmName: `${FUNCTION_NAME(name)}-overdue`,
      AlarmDescription: `${name} has not succeeded for ${(period * periods) / 60} minutes: docs/operations.md#a-job-is-overdue`,
      Metrics: [
        { Id: 'succeeded', Expression: 'FILL(started, 0) - FILL(failed, 0)', Label: 'Runs that succeeded' },
        lambdaMetric('started', 'Invocations', name, period),
        lambdaMetric('failed', 'Errors', name, period),
      ],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: periods,
      // A job that does not even start leaves no trace.
      TreatMissingData: 'breaching',
      ...NOTIFIED,
    },
  }
}

function lambdaMetric(id: string, metric: string, name: string, period: number) {
  const dimensions = [{ Name: 'FunctionName', Value: FUNCTION_NAME(name) }]
  return {
    Id: id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: metric, Dimensions: dimensions },
      Period: period,
      Stat: 'Sum',
    },
  }
}

const SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const
const isUnit = (word: string | undefined): word is keyof typeof SECONDS =>
  word !== undefined && word in SECONDS
const PERIODS = 3

/**
 * How long to wait for a success before an alarm: three runs, and 15 minutes at least. CloudWatch knows periods of
 * up to a day.
 * @throws Error where the schedule is no rate
 */
export function patienceFor(schedule: string): { period: number; periods: number } {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? []
  if (!isUnit(unit)) throw new Error(`There is no alarm for a job on ${schedule}`)
  const seconds = Number(count) * SECONDS[unit]
  if (seconds > SECONDS.day) throw new Error(`There is no alarm for a job on ${schedule}`)
  return { period: Math.max(300, seconds), periods: seconds === SECONDS.day ? 2 : PERIODS }
}

function logPolicy(role: string, names: string[]) {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'write-own-logs',
      Roles: [{ Ref: role }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            // Not CreateLogGroup: the groups are made here, with their retention.
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: names.map(name => ({ 'Fn::GetAtt': [`${pascalCase(name)}LogGroup`, 'Arn'] })),
          },
        ],
      },
    },
  }
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
