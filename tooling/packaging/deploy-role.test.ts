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

  it('passes roles to functions only', () => {
    const passing = statements.filter(statement => actionsOf(statement).includes('iam:PassRole'))
    expect(passing.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ])
    expect(JSON.stringify(passing[0]?.Resource)).toContain('role/reels-${Stage}-*"')
    expect(statements.flatMap(actionsOf)).not.toContain('iam:*')
  })
})
