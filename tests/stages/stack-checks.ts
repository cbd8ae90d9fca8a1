import { expect } from 'vitest'
import { methodsOf } from '#tooling/packaging/functions-yml.ts'
import { functionsOf, ofType, type Stage, type Template, textsIn, together } from './stages.ts'

// CloudFormation takes 500 resources, 200 parameters, 200 outputs and 1 MB in each stack. What is between is for new
// functions.
const MAX_RESOURCES = 400
const MAX_BYTES = 800_000

export function expectSmallStacks(stacks: ReadonlyMap<string, Template>): void {
  for (const [name, template] of stacks) {
    expect(Object.keys(template.Resources).length, name).toBeLessThan(MAX_RESOURCES)
    expect(Object.keys(template.Parameters).length, name).toBeLessThan(200)
    expect(Object.keys(template.Outputs).length, name).toBeLessThan(200)
    expect(JSON.stringify(template, null, 2).length, name).toBeLessThan(MAX_BYTES)
  }
}

/** Every reference leads to something in the same stack, and the root gives each stack exactly its parameters. */
export function expectClosedReferences(stacks: ReadonlyMap<string, Template>): void {
  const ids = [...stacks.values()].flatMap(({ Resources }) => Object.keys(Resources))
  expect(new Set(ids).size).toBe(ids.length)
  for (const [stack, template] of stacks) {
    const { Resources, Outputs, Conditions, Parameters } = template
    const names = new Set([Resources, Conditions, Parameters].flatMap(Object.keys))
    for (const [id, part] of [...Object.entries(Resources), ...Object.entries(Outputs)]) {
      for (const reference of referencesIn(part)) {
        if (reference.startsWith('AWS::')) continue
        expect(names.has(reference), `${stack}: ${id} refers to ${reference}`).toBe(true)
        const condition = Resources[reference]?.Condition
        if (condition) expectCondition(part, condition, `${stack}: ${id} → ${reference}`)
      }
    }
  }
  const nested = ofType(rootOf(stacks), 'AWS::CloudFormation::Stack')
  expect(nested.map(([id]) => id).sort()).toEqual([...stacks.keys()].filter(name => name !== 'root').sort())
  for (const [id, { Properties }] of nested) {
    expect(Object.keys(Object(Properties['Parameters'])).sort(), id).toEqual(
      Object.keys(stacks.get(id)?.Parameters ?? {}).sort(),
    )
    expect(JSON.stringify(Properties['TemplateURL']), id).toContain(
      `/cloudformation-template-stack-${id}.json"`,
    )
  }
}

/** What each function needs is there, and in its own stack: a role, a log, a way to it, alarms. */
export function expectWholeFunctions(stacks: ReadonlyMap<string, Template>, stage: Stage): void {
  for (const [stack, template] of stacks) {
    for (const [name, { logicalId, FunctionName, Role }] of functionsOf(stage, template)) {
      const where = `${stack}: ${name}`
      const [log, group] =
        ofType(template, 'AWS::Logs::LogGroup').find(
          ([, { Properties }]) => Properties['LogGroupName'] === `/aws/lambda/${FunctionName}`,
        ) ?? []
      expect(group?.Properties['RetentionInDays'], where).toBeGreaterThan(0)
      const role = template.Resources[Role['Fn::GetAtt'][0]]
      expect(role?.Type, where).toBe('AWS::IAM::Role')
      expect(JSON.stringify(role?.Properties), where).toContain(
        JSON.stringify({ 'Fn::GetAtt': [log, 'Arn'] }),
      )

      const using = (type: string) =>
        ofType(template, type).filter(([, resource]) => referencesIn(resource.Properties).includes(logicalId))
      const permissions = using('AWS::Lambda::Permission')
      expect(permissions, where).toHaveLength(1)
      const [integration] = using('AWS::ApiGatewayV2::Integration')
      const [rule] = using('AWS::Events::Rule')
      const source = JSON.stringify(permissions[0]?.[1].Properties['SourceArn'])
      if (integration) {
        const keys = ofType(template, 'AWS::ApiGatewayV2::Route').flatMap(([, { Properties }]) =>
          referencesIn(Properties['Target']).includes(integration[0]) ? String(Properties['RouteKey']) : [],
        )
        const [method = '', path] = keys.sort()[0]?.split(' ') ?? []
        expect(keys, where).toEqual(path ? methodsOf(method).map(each => `${each} ${path}`) : ['$default'])
        expect(source, where).toContain('"Ref":"HttpApi"')
      } else {
        expect(source, where).toBe(JSON.stringify({ 'Fn::GetAtt': [rule?.[0], 'Arn'] }))
      }
      const watched = using('AWS::CloudWatch::Alarm').map(([id]) =>
        id.replace(/^[A-Z]\w*?(?=[A-Z][a-z]+Alarm$)/, ''),
      )
      expect(watched.sort(), where).toEqual(integration ? ['FailingAlarm'] : ['FailingAlarm', 'OverdueAlarm'])
    }
  }
}

/** The shares of all functions stay within the part of the database's connections that is given away. */
export function expectEnoughConnections(
  stacks: ReadonlyMap<string, Template>,
  stage: Stage,
  connections: number,
): void {
  const functions = [...functionsOf(stage, together(stacks)).values()]
  // Of each container: its pool, and one that watches each of the three members of the replica set.
  const each = Number(functions[0]?.Environment.Variables['MONGODB_POOL_SIZE']) + 3
  const shares = functions.map(({ ReservedConcurrentExecutions = 0 }) => ReservedConcurrentExecutions)
  const sum = shares.reduce((total, share) => total + share, 0)
  expect(sum * each).toBeLessThanOrEqual(0.8 * connections)
  // Not so few that the database is idle while requests are refused.
  expect(sum * each).toBeGreaterThan(0.6 * connections)
  // An account has 1,000, and keeps 100 for functions without a share.
  expect(sum).toBeLessThanOrEqual(900)
}

function rootOf(stacks: ReadonlyMap<string, Template>): Template {
  const root = stacks.get('root')
  if (!root) throw new Error('There is no root')
  return root
}

// Either the part is there only when what it refers to is, or it asks before it refers.
function expectCondition(part: { Condition?: string }, condition: string, message: string): void {
  const asks = JSON.stringify(part).includes(`"Fn::If":["${condition}"`)
  if (!asks) expect([condition, 'HasAlarmEmail'], message).toContain(part.Condition)
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' || key === 'Condition') return typeof inner === 'string' ? [inner] : referencesIn(inner)
    if (key === 'DependsOn') return textsIn(inner)
    if (key === 'Fn::GetAtt') return textsIn(inner).slice(0, 1)
    if (key === 'Fn::If') return [...textsIn(inner).slice(0, 1), ...referencesIn(inner)]
    if (key === 'Fn::Sub')
      return [...String(textsIn(inner)[0]).matchAll(/\$\{([\w:]+)\}/g)].map(([, name]) => String(name))
    return referencesIn(inner)
  })
}
