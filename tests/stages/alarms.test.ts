import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  COUNTED,
  COUNTING_WAIT,
  DELETION_WAIT,
  DISPUTES_DUE,
  WEBHOOK_SILENCE,
} from '#shared/runtime/metrics.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { patienceFor } from '#tooling/packaging/resources-yml.ts'
import { functionsOf, ofType, templateOf } from './stages.ts'

interface Alarm {
  AlarmName: string
  AlarmDescription: string
  MetricName?: string
  Namespace?: string
  Dimensions?: unknown
  Period?: number
  EvaluationPeriods: number
  TreatMissingData: string
  AlarmActions: unknown
  OKActions: unknown
  Metrics?: {
    Id: string
    Expression?: string
    MetricStat?: { Period: number; Metric: { MetricName: string; Dimensions: unknown } }
  }[]
}

const template = templateOf('prod')
const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(
  ([, { Properties }]): Alarm => JSON.parse(JSON.stringify(Properties)),
)
const functions = functionsOf('prod')
const { jobs } = await readDeclarations(process.cwd())
const counted: string[] = [...COUNTED, COUNTING_WAIT, DELETION_WAIT, WEBHOOK_SILENCE, DISPUTES_DUE]
const namespace = functions.get('listReels')?.Environment.Variables['POWERTOOLS_METRICS_NAMESPACE']

const watching = (logicalId: string, metrics: string[]) =>
  alarms.filter(({ Metrics = [] }) =>
    metrics.every(metric =>
      Metrics.some(
        ({ MetricStat }) =>
          MetricStat?.Metric.MetricName === metric &&
          JSON.stringify(MetricStat.Metric.Dimensions) ===
            JSON.stringify([{ Name: 'FunctionName', Value: { Ref: logicalId } }]),
      ),
    ),
  )

describe('an alarm', () => {
  it('watches the crashes and throttles of every function', () => {
    for (const [name, { logicalId }] of functions) {
      expect(watching(logicalId, ['Errors', 'Throttles']), name).toHaveLength(1)
    }
  })

  it('goes off for every job that has not succeeded, even if it leaves no trace', () => {
    for (const { name } of jobs) {
      const [alarm, ...others] = watching(String(functions.get(name)?.logicalId), ['Invocations', 'Errors'])
      expect(others, name).toEqual([])
      expect(alarm?.TreatMissingData, name).toBe('breaching')
    }
  })

  it('waits for three runs of a job, and for no less than 15 minutes', () => {
    expect(patienceFor('rate(1 minute)')).toEqual({ period: 300, periods: 3 })
    expect(patienceFor('rate(15 minutes)')).toEqual({ period: 900, periods: 3 })
    expect(patienceFor('rate(1 day)')).toEqual({ period: 86_400, periods: 2 })
    expect(() => patienceFor('rate(2 days)')).toThrow('no alarm')
    expect(() => patienceFor('cron(0 3 * * ? *)')).toThrow('no alarm')
  })

  it('watches the share of 5xx, latency and everything else that users notice', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName)
    const expected = [
      '5xx',
      'latency',
      'internal-errors',
      'database-outages',
      'media-outages',
      'deletion-wait',
      'counting-wait',
    ]
    for (const name of [...expected, 'refresh-reuse']) expect(names).toContain(`reels-prod-${name}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it('sends a message when it begins and when it ends', () => {
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions], AlarmName).toEqual([[{ Ref: 'AlarmTopic' }], [{ Ref: 'AlarmTopic' }]])
    }
  })

  it('on a metric reads the name, the namespace and the dimension that the functions write', () => {
    const own = alarms.filter(({ Namespace }) => Namespace && !Namespace.startsWith('AWS/'))
    expect(own.length).toBeGreaterThan(5)
    for (const { AlarmName, Namespace, MetricName, Dimensions } of own) {
      expect(Namespace, AlarmName).toBe(namespace)
      expect(counted, AlarmName).toContain(MetricName)
      expect(Dimensions, AlarmName).toEqual([{ Name: 'service', Value: 'reels' }])
    }
  })

  it('looks back no further than CloudWatch does', () => {
    for (const { AlarmName, Period, EvaluationPeriods, Metrics = [] } of alarms) {
      const period = Period ?? Math.max(...Metrics.map(({ MetricStat }) => MetricStat?.Period ?? 0))
      expect(period % 60, AlarmName).toBe(0)
      expect(period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(period < 3_600 ? 86_400 : 604_800)
    }
  })

  it('names a runbook that exists', () => {
    const headings = [...readFileSync('docs/operations.md', 'utf8').matchAll(/^#{2,4} (.+)$/gm)].map(
      ([, heading]) =>
        String(heading)
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .trim()
          .replaceAll(' ', '-'),
    )
    for (const { AlarmName, AlarmDescription } of alarms) {
      expect(headings, AlarmName).toContain(/docs\/operations\.md#([\w-]+)/.exec(AlarmDescription)?.[1])
    }
  })
})

describe('the runbook', () => {
  it('says of every job what happens without it, and runs each one once after the first deployment', async () => {
    const runbook = readFileSync('docs/operations.md', 'utf8')
    const names = (await readDeclarations(process.cwd())).jobs.map(({ name }) => name).sort()
    expect([...runbook.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(
      expect.arrayContaining(names),
    )
    const [, loop = ''] = /^for job in ([\s\S]+?); do$/m.exec(runbook) ?? []
    expect(loop.split(/[\s\\]+/).sort()).toEqual(names)
  })
})

describe('the dashboard', () => {
  it('shows everything that is counted, in the namespace of the stage', () => {
    const body: string = JSON.parse(JSON.stringify(template.Resources['Dashboard']?.Properties))[
      'DashboardBody'
    ]['Fn::Sub']
    const { widgets }: { widgets: { properties: { metrics?: unknown[][] } }[] } = JSON.parse(body)
    const shown = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([shownNamespace]) => shownNamespace === namespace)
      .map(([, name]) => name)
    expect(shown.sort()).toEqual(counted.toSorted())
  })
})
