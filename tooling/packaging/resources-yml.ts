import { stringify } from 'yaml'
import type { Declarations } from '../contract/declarations.ts'
import { deploymentsOf, pascalCase } from './deployment.ts'
import { rolesOf } from './roles.ts'

const HEADER = '# Made from functions/ by `npm run generate`. What every function has beside its code.\n'
const FUNCTION_NAME = (name: string) => `\${self:service}-\${sls:stage}-${name}`
const NOTIFIED = { AlarmActions: [{ Ref: 'AlarmTopic' }], OKActions: [{ Ref: 'AlarmTopic' }] }

/** The roles of the functions, an alarm for each function, and one more for each job. */
export function resourcesYml(declarations: Declarations): string {
  const deployments = deploymentsOf(declarations)
  const alarms = deployments.map(({ name }) => [`${pascalCase(name)}FailingAlarm`, failingAlarm(name)])
  const jobAlarms = deployments.flatMap(({ name, schedule }) =>
    schedule ? [[`${pascalCase(name)}OverdueAlarm`, overdueAlarm(name, schedule)]] : [],
  )
  return (
    HEADER +
    stringify(
      { Resources: { ...rolesOf(deployments), ...Object.fromEntries([...alarms, ...jobAlarms]) } },
      { aliasDuplicateObjects: false },
    )
  )
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
  // By reference, so that the alarm is in the stack of its function.
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: `${pascalCase(name)}LambdaFunction` } }]
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
 * @throws Error if the schedule is not a rate
 */
export function patienceFor(schedule: string): { period: number; periods: number } {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? []
  if (!isUnit(unit)) throw new Error(`There is no alarm for a job on ${schedule}`)
  const seconds = Number(count) * SECONDS[unit]
  if (seconds > SECONDS.day) throw new Error(`There is no alarm for a job on ${schedule}`)
  return { period: Math.max(300, seconds), periods: seconds === SECONDS.day ? 2 : PERIODS }
}
