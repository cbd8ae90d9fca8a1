import { describe, expect, it } from 'vitest'
import { readConfig, SECRETS } from '#shared/runtime/config.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { faultsInSettings } from '#tooling/packaging/check-stage.ts'
import { methodsOf } from '#tooling/packaging/functions-yml.ts'
import { packageFolder } from '#tooling/packaging/package.ts'
import {
  expectClosedReferences,
  expectEnoughConnections,
  expectSmallStacks,
  expectWholeFunctions,
} from './stack-checks.ts'
import { functionsOf, ofType, PLANTED, STAGES, settingOf, stacksIn, templateOf, textsIn } from './stages.ts'
import '../setup/reports/seen.ts'

const { endpoints, jobs } = await readDeclarations(process.cwd())
const GATEWAY_SECONDS = 30

describe.each(STAGES)('what would be deployed to %s', stage => {
  const stacks = stacksIn(packageFolder(stage))
  const template = templateOf(stage)
  const functions = functionsOf(stage)

  it('has one function for each endpoint and each job, and one schedule for it, or one route and one for HEAD', () => {
    const names = [...endpoints, ...jobs].map(({ name }) => name).sort()
    expect([...functions.keys()].sort()).toEqual(names)
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties['RouteKey'],
    )
    const declared = endpoints.flatMap(({ endpoint: { method, path } }) =>
      method === '*' ? '$default' : methodsOf(method).map(each => `${each} ${path}`),
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

  it('[107] stays well under the limits of CloudFormation and Lambda', ({ task }) => {
    expectSmallStacks(stacks)
    for (const { FunctionName } of functions.values()) expect(FunctionName.length).toBeLessThanOrEqual(64)
    const sizes = [...stacks.values()].map(({ Resources }) => Object.keys(Resources).length)
    task.meta.seen = `${stage}: ${stacks.size} stacks, the largest with ${Math.max(...sizes)} resources`
  })

  it('is complete: each reference names something that exists, and each function has what it needs', () => {
    expectClosedReferences(stacks)
    expectWholeFunctions(stacks, stage)
  })

  it('has the functions of each folder in one stack', () => {
    for (const { name, file } of [...endpoints, ...jobs]) {
      const [, folder = ''] = file.split('/')
      const stack = `${folder.charAt(0).toUpperCase()}${folder.slice(1)}Stack`
      expect(functionsOf(stage, stacks.get(stack)).has(name), name).toBe(true)
    }
  })

  it('logs as JSON', () => {
    for (const [name, { LoggingConfig, Environment }] of functions) {
      expect(LoggingConfig.LogFormat, name).toBe('JSON')
      // Above INFO, Lambda drops the lines that CloudWatch makes metrics of.
      expect(['DEBUG', 'INFO'], name).toContain(LoggingConfig.ApplicationLogLevel)
      expect(Environment.Variables['POWERTOOLS_LOG_LEVEL'], name).toBe(LoggingConfig.ApplicationLogLevel)
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

  it('has roles no larger than IAM takes', () => {
    for (const [id, { Properties }] of ofType(template, 'AWS::IAM::Role')) {
      const groups = textsIn(Properties).filter(text => text.endsWith('LogGroup'))
      const longestArn = `"arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/aws/lambda/${'x'.repeat(64)}:*",`
      expect(groups.length * longestArn.length, id).toBeLessThan(9_000)
    }
  })

  it('finds in its environment and its secrets every setting that it needs', () => {
    for (const [name, { Environment }] of functions) {
      for (const secret of Object.keys(PLANTED))
        expect(Environment.Variables, name).not.toHaveProperty(secret)
      const secrets = namedIn(Environment.Variables)
      const planted = Object.fromEntries(secrets.map(secret => [secret, PLANTED[secret]]))
      const config = readConfig({ ...Environment.Variables, ...planted }, secrets)
      expect(config.stage).toBe(stage)
      expect(config.cookies.secure).toBe(true)
    }
  })

  it('lets each function read exactly the secrets that it asks for, those of its own stage', () => {
    for (const [name, { Environment, Role }] of functions) {
      const role = JSON.stringify(template.Resources[Role['Fn::GetAtt'][0]])
      const path = Environment.Variables['SECRETS_PATH']
      const readable = [...role.matchAll(/:parameter([^"]+)"/g)].map(([, parameter]) => parameter)
      expect(readable, name).toEqual(namedIn(Environment.Variables).map(secret => `${path}/${secret}`))
      expect(role, name).not.toContain('"ssm:GetParametersByPath"')
      const uses = [...endpoints, ...jobs].find(each => each.name === name)
      if (uses && 'endpoint' in uses && uses.endpoint.withoutDatabase)
        expect([path, readable], name).toEqual([undefined, []])
      else expect(path, name).toMatch(/^\/reels\/(dev|staging|prod)$/)
    }
  })

  it('has roles that are all within the boundary of the stage', () => {
    const roles = ofType(template, 'AWS::IAM::Role')
    const named = stage === 'pr-123' ? 'preview' : stage
    for (const [id, { Properties }] of roles) {
      expect(Properties['PermissionsBoundary'], id).toEqual({
        'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/reels-functions-${named}`,
      })
    }
    expect(roles.length).toBeGreaterThan(5)
  })

  it('has a rate limit at the gateway, which logs every request', () => {
    const properties = template.Resources['HttpApiStage']?.Properties
    expect(properties).toMatchObject({
      DefaultRouteSettings: {
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      },
      AccessLogSettings: { Format: expect.stringContaining('"requestId":"$context.requestId"') },
    })
  })

  it('is not deployed as long as it has the addresses of a fresh clone', () => {
    const faults = faultsInSettings(template.Resources)
    expect(faults.join('\n')).toContain('MAIL_FROM')
    expect(faults.join('\n')).toContain('mailIdentity')
    expect(
      faultsInSettings(
        JSON.parse(JSON.stringify(template.Resources).replaceAll('reels.example', 'acme.com')),
      ),
    ).toEqual(faults.filter(fault => fault.includes('IMAGEKIT')))
  })
})

function namedIn(variables: Record<string, string>): (typeof SECRETS)[number][] {
  const names = variables['SECRETS']?.split(',') ?? []
  const known = names.flatMap(name => SECRETS.find(secret => secret === name) ?? [])
  expect(known).toEqual(names)
  return known
}

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

describe('the connections of the database', () => {
  it.for(['staging', 'prod'] as const)(
    '[107] are enough for every container that %s may have at once',
    stage => {
      expectEnoughConnections(stacksIn(packageFolder(stage)), stage, settingOf(stage, 'databaseConnections'))
    },
  )

  it('are the share of every function that connects', () => {
    const functions = functionsOf('prod')
    for (const { name, endpoint } of endpoints) {
      const share = functions.get(name)?.ReservedConcurrentExecutions
      if (endpoint.withoutDatabase) expect(share, name).toBeUndefined()
      else expect(share, name).toBeGreaterThan(0)
    }
  })
})
