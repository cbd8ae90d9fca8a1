import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readConfig } from '#shared/runtime/config.ts'
import { readDeclarations } from '../../tooling/contract/declarations.ts'
import { faultsInSettings } from '../../tooling/packaging/check-stage.ts'
import { functionsOf, ofType, PLANTED, readPackaged, STAGES, templateOf, textsIn } from './stages.ts'

const { endpoints, jobs } = await readDeclarations(process.cwd())
const GATEWAY_SECONDS = 30
// CloudFormation takes 500; what is between is for new endpoints.
const MAX_RESOURCES = 400

describe.each(STAGES)('what would be deployed to %s', stage => {
  const template = templateOf(stage)
  const functions = functionsOf(stage)

  it('has one function for each endpoint and each job, and one route or schedule for each function', () => {
    const names = [...endpoints, ...jobs].map(({ name }) => name).sort()
    expect([...functions.keys()].sort()).toEqual(names)
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties['RouteKey'],
    )
    const declared = endpoints.map(({ endpoint }) =>
      endpoint.method === '*' ? '$default' : `${endpoint.method} ${endpoint.path}`,
    )
    expect(routes.sort()).toEqual(declared.sort())
    const targets = ofType(template, 'AWS::ApiGatewayV2::Integration').map(([, { Properties }]) =>
      JSON.stringify(Properties['IntegrationUri']),
    )
    expect(new Set(targets).size).toBe(endpoints.length)
    const rules = ofType(template, 'AWS::Events::Rule')
    expect(rules.map(([, { Properties }]) => Properties['ScheduleExpression']).sort()).toEqual(
      jobs.map(({ job }) => job.schedule).sort(),
    )
    const state = stage === 'pr-123' ? 'DISABLED' : 'ENABLED'
    for (const [id, { Properties }] of rules) expect(Properties['State'], id).toBe(state)
  })

  it('stays well under the limits of CloudFormation', () => {
    expect(Object.keys(template.Resources).length).toBeLessThan(MAX_RESOURCES)
    expect(Object.keys(template.Outputs).length).toBeLessThan(200)
    expect(readPackaged(stage, 'cloudformation-template-update-stack.json').length).toBeLessThan(1_000_000)
    for (const { FunctionName } of functions.values()) expect(FunctionName.length).toBeLessThanOrEqual(64)
  })

  it('refers only to what is there, and to what is conditional only under the same condition', () => {
    const names = new Set([...Object.keys(template.Resources), ...Object.keys(template.Conditions)])
    const parts = [...Object.entries(template.Resources), ...Object.entries(template.Outputs)]
    for (const [id, part] of parts) {
      for (const reference of referencesIn(part)) {
        if (reference.startsWith('AWS::')) continue
        expect(names.has(reference), `${id} refers to ${reference}`).toBe(true)
        const condition = template.Resources[reference]?.Condition
        if (condition) expect([condition, 'HasAlarmEmail'], `${id} → ${reference}`).toContain(part.Condition)
      }
    }
  })

  it('lets each function write to its own log, which is kept for a limited time, as JSON', () => {
    for (const [name, { FunctionName, LoggingConfig, Role, Environment }] of functions) {
      const [id, group] =
        ofType(template, 'AWS::Logs::LogGroup').find(
          ([, { Properties }]) => Properties['LogGroupName'] === `/aws/lambda/${FunctionName}`,
        ) ?? []
      expect(group?.Properties['RetentionInDays'], name).toBeGreaterThan(0)
      expect(LoggingConfig.LogFormat, name).toBe('JSON')
      // Above INFO, Lambda drops the lines that CloudWatch makes metrics of.
      expect(['DEBUG', 'INFO'], name).toContain(LoggingConfig.ApplicationLogLevel)
      expect(Environment.Variables['POWERTOOLS_LOG_LEVEL'], name).toBe(LoggingConfig.ApplicationLogLevel)
      const policy = template.Resources[`${Role['Fn::GetAtt'][0]}Logs`]
      expect(JSON.stringify(policy?.Properties), name).toContain(
        JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] }),
      )
    }
  })

  it('answers before the gateway gives up', () => {
    for (const { name } of endpoints) expect(functions.get(name)?.Timeout, name).toBeLessThan(GATEWAY_SECONDS)
    for (const { name } of jobs) expect(functions.get(name)?.Timeout, name).toBeLessThanOrEqual(900)
  })

  it('allows nothing with a wildcard', () => {
    const statements = allowedIn(template)
    expect(statements.length).toBeGreaterThan(3)
    for (const statement of statements) {
      expect(textsIn([statement.Action, statement.Resource]).join(' ')).not.toContain('*')
    }
    // Who may call a function: this gateway, or its own schedule.
    for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission')) {
      const source = JSON.stringify(Properties['SourceArn'])
      expect(source, id).toMatch(/"Ref":"HttpApi"|EventsRuleSchedule/)
    }
  })

  it('allows a policy no larger than IAM takes', () => {
    for (const [id, { Properties }] of ofType(template, 'AWS::IAM::Policy')) {
      const groups = textsIn(Properties).filter(text => text.endsWith('LogGroup'))
      const longestArn = `"arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/aws/lambda/${'x'.repeat(64)}:*",`
      expect(groups.length * longestArn.length, id).toBeLessThan(10_240)
    }
  })

  it('finds in its environment and its secrets every setting that it needs', () => {
    for (const [name, { Environment }] of functions) {
      for (const secret of Object.keys(PLANTED))
        expect(Environment.Variables, name).not.toHaveProperty(secret)
      const config = readConfig({ ...Environment.Variables, ...PLANTED })
      expect(config.stage).toBe(stage)
      expect(config.cookies.secure).toBe(true)
      expect(Environment.Variables['SECRETS_PATH']).toMatch(/^\/reels\/(dev|staging|prod)$/)
    }
    const readable = allowedIn(template).find(({ Action }) => Action === 'ssm:GetParametersByPath')
    const [path] = [...functions.values()].map(({ Environment }) => Environment.Variables['SECRETS_PATH'])
    expect(JSON.stringify(readable?.Resource)).toContain(`:parameter${path}"`)
  })

  it('is held to a rate by the gateway, which logs every request', () => {
    const properties = template.Resources['HttpApiStage']?.Properties
    expect(properties).toMatchObject({
      DefaultRouteSettings: {
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      },
      AccessLogSettings: { Format: expect.stringContaining('"requestId":"$context.requestId"') },
    })
  })

  it('is not to be deployed before its addresses are somebody’s own', () => {
    const faults = faultsInSettings(template)
    expect(faults.join('\n')).toContain('MAIL_FROM')
    expect(faults.join('\n')).toContain('mailIdentity')
    expect(
      faultsInSettings(JSON.parse(JSON.stringify(template).replaceAll('reels.example', 'acme.com'))),
    ).toEqual(faults.filter(fault => fault.includes('IMAGEKIT')))
  })
})

interface Statement {
  Effect: string
  Action: unknown
  Resource: unknown
}

function allowedIn(template: ReturnType<typeof templateOf>): Statement[] {
  const documents = Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::IAM::Role') return documentsIn(Properties['Policies'])
    return Type.startsWith('AWS::IAM::') ? documentsIn([Properties]) : []
  })
  return documents.flatMap(document => document.Statement).filter(({ Effect }) => Effect === 'Allow')
}

function documentsIn(policies: unknown): { Statement: Statement[] }[] {
  const list: { PolicyDocument: { Statement: Statement[] } }[] = JSON.parse(JSON.stringify(policies ?? []))
  return list.map(policy => policy.PolicyDocument)
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' || key === 'Condition') return typeof inner === 'string' ? [inner] : referencesIn(inner)
    if (key === 'DependsOn') return textsIn(inner)
    if (key === 'Fn::GetAtt') return textsIn(inner).slice(0, 1)
    if (key === 'Fn::Sub')
      return [...String(textsIn(inner)[0]).matchAll(/\$\{([\w:]+)\}/g)].map(([, name]) => String(name))
    return referencesIn(inner)
  })
}

describe('the connections of the database', () => {
  it.each(['staging', 'prod'] as const)('are enough for every container that %s may have at once', stage => {
    // Of each container: its pool, and one that watches each of the three members of the replica set.
    const functions = [...functionsOf(stage).values()]
    const pool = Number(functions[0]?.Environment.Variables['MONGODB_POOL_SIZE'])
    const containers = functions.map(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions ?? 0)
    const sum = containers.reduce((total, count) => total + count, 0)
    const limit = settingOf(stage, 'databaseConnections')
    expect(sum * (pool + 3)).toBeLessThanOrEqual(0.8 * limit)
    // Not so few that the database is idle while requests are refused.
    expect(sum * (pool + 3)).toBeGreaterThan(0.6 * limit)
    // An account has 1,000, and keeps 100 for functions without a share.
    expect(sum).toBeLessThanOrEqual(900)
  })

  it('are the share of every function that connects', () => {
    const functions = functionsOf('prod')
    for (const { name, endpoint } of endpoints) {
      const share = functions.get(name)?.ReservedConcurrentExecutions
      if (endpoint.withoutDatabase) expect(share, name).toBeUndefined()
      else expect(share, name).toBeGreaterThan(0)
    }
  })
})

function settingOf(stage: string, name: string): number {
  const section = readFileSync('infrastructure/stages.yml', 'utf8').split(`\n${stage}:\n`)[1] ?? ''
  return Number(new RegExp(`^ {2}${name}: (\\d+)`, 'm').exec(section)?.[1])
}
