import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface Statement {
  Sid?: string
  Action: string | string[]
  Resource: unknown
  Condition?: Record<string, Record<string, unknown>>
}

interface DeployRole {
  Properties: {
    AssumeRolePolicyDocument: { Statement: Statement[] }
    Policies: { PolicyDocument: { Statement: Statement[] } }[]
  }
}

const template: {
  Parameters: { Subject: { AllowedPattern: string } }
  Resources: { DeployRole: DeployRole }
} = parse(readFileSync('infrastructure/deploy-role.yml', 'utf8'))
const boundary: {
  Resources: {
    FunctionsBoundary: {
      Properties: { ManagedPolicyName: unknown; PolicyDocument: { Statement: Statement[] } }
    }
  }
} = parse(readFileSync('infrastructure/functions-boundary.yml', 'utf8'))
const boundaryPolicy = boundary.Resources.FunctionsBoundary.Properties.PolicyDocument
const stages = readFileSync('infrastructure/stages.yml', 'utf8')
const { AssumeRolePolicyDocument, Policies } = template.Resources.DeployRole.Properties
const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
const actionsOf = ({ Action }: Statement) => [Action].flat()

describe('the role of the pipeline', () => {
  it('can be assumed by one environment of one repository, named exactly', () => {
    expect(AssumeRolePolicyDocument.Statement.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [
        'sts:AssumeRoleWithWebIdentity',
        {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': { Ref: 'Subject' },
          },
        },
      ],
    ])
    const subject = new RegExp(`^(?:${template.Parameters.Subject.AllowedPattern})$`)
    expect('repo:acme@123/reels@456:environment:prod').toMatch(subject)
    expect('repo:acme/reels:environment:prod').toMatch(subject)
    for (const loose of [
      'repo:acme/*:environment:prod',
      'repo:acme/reels:*',
      'repo:acme/reels:ref:refs/heads/main',
    ]) {
      expect(loose).not.toMatch(subject)
    }
  })

  it('reaches beyond its stage only for actions that AWS cannot limit to a resource', () => {
    const everywhere = statements.filter(({ Resource }) => Resource === '*')
    expect(everywhere.map(({ Sid }) => Sid)).toEqual(['WithoutResource'])
    for (const action of everywhere.flatMap(actionsOf)) {
      expect(action).toMatch(/^(cloudformation:Validate|logs:)/)
      expect(action).not.toContain('*')
    }
    const others = statements.filter(({ Resource, Sid }) => Resource !== '*' && Sid !== 'Gateway')
    for (const { Sid, Resource } of others) {
      for (const [arn] of JSON.stringify(Resource).matchAll(/arn:[^"]+/g))
        expect(arn, Sid).toContain('${Stage}')
    }
  })

  it('[131] gives rights only to roles that have the boundary, and can neither widen nor remove it', ({
    task,
  }) => {
    const allowing = (action: string) => statements.filter(statement => actionsOf(statement).includes(action))
    const boundary = {
      StringEquals: {
        'iam:PermissionsBoundary': {
          'Fn::Sub': [
            'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/reels-functions-${Name}',
            { Name: { 'Fn::If': ['IsPreview', 'preview', { Ref: 'Stage' }] } },
          ],
        },
      },
    }
    for (const action of ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary']) {
      expect(
        allowing(action).map(({ Condition }) => Condition),
        action,
      ).toEqual([boundary])
    }
    const iam = statements.flatMap(actionsOf).filter(action => action.startsWith('iam:'))
    const giving =
      /[*]|AttachRolePolicy|DeleteRolePermissionsBoundary|Policy(Version|$)|User|Group|AccessKey|InstanceProfile/
    const known = [
      'iam:PutRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:GetRolePolicy',
      'iam:UpdateAssumeRolePolicy',
    ]
    expect(iam.filter(action => giving.test(action) && !known.includes(action))).toEqual([])
    // What is made with a role of the stage can then do this, and nothing about roles.
    const within = boundaryPolicy.Statement.flatMap(actionsOf)
    expect(within.sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ses:SendEmail',
      'ssm:GetParameters',
    ])
    task.meta.seen = `CreateRole and PutRolePolicy demand the boundary; it allows ${within.join(', ')}`
  })

  it('has a boundary of the name that the stages have in their settings', () => {
    const names = stages.match(/permissionsBoundary: \S+/g) ?? []
    expect(
      names
        .map(name => name.replace(/.*reels-functions-/, ''))
        .slice(0, 4)
        .sort(),
    ).toEqual(['dev', 'preview', 'prod', 'staging'])
    expect(boundary.Resources.FunctionsBoundary.Properties.ManagedPolicyName).toEqual({
      'Fn::Sub': [
        'reels-functions-${Name}',
        { Name: { 'Fn::If': ['IsPreview', 'preview', { Ref: 'Stage' }] } },
      ],
    })
    for (const { Sid, Resource } of boundaryPolicy.Statement) {
      if (Sid !== 'Mail') expect(JSON.stringify(Resource), Sid).toMatch(/\$\{(Stage|Owner)\}/)
    }
  })

  it('cannot read, write or remove lines of a log', () => {
    const logs = statements.flatMap(actionsOf).filter(action => action.startsWith('logs:'))
    expect(
      logs.filter(action => /[*]|GetLogEvents|FilterLog|StartQuery|PutLogEvents|LogStream/.test(action)),
    ).toEqual([])
    const deleting = statements.filter(statement => actionsOf(statement).includes('logs:DeleteLogGroup'))
    expect(deleting.map(({ Condition }) => Condition)).toEqual([
      { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } },
    ])
  })

  it('passes roles to functions only', () => {
    const passing = statements.filter(statement => actionsOf(statement).includes('iam:PassRole'))
    expect(passing.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ])
    expect(JSON.stringify(passing[0]?.Resource)).toContain('role/reels-${Stage}-*"')
    expect(statements.flatMap(actionsOf)).not.toContain('iam:*')
  })
})
