import { describe, expect, it } from 'vitest'
import { splitTemplate, type Template } from './split-template.ts'

const seeds = new Map([
  ['LoginFunction', 'AuthStack'],
  ['LoginLog', 'AuthStack'],
  ['LikeFunction', 'ReelsStack'],
])

function template(more: Template['Resources'] = {}): Template {
  return {
    Conditions: {
      IsWatched: { 'Fn::Equals': ['true', 'true'] },
      IsPaged: { 'Fn::And': [{ Condition: 'IsWatched' }] },
      HasDomain: { 'Fn::Equals': ['a', 'b'] },
    },
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      Topic: { Type: 'AWS::SNS::Topic', Condition: 'IsWatched' },
      LoginFunction: { Type: 'AWS::Lambda::Function', DependsOn: ['LoginLog', 'AuthRole'] },
      LoginLog: { Type: 'AWS::Logs::LogGroup' },
      LikeFunction: { Type: 'AWS::Lambda::Function' },
      ...more,
    },
  }
}

const split = (more: Template['Resources']) => {
  const root = template(more)
  return { root, stacks: splitTemplate(root, seeds, stack => `https://bucket.example/${stack}.json`) }
}

const AuthRole = {
  Type: 'AWS::IAM::Role',
  Properties: { Resource: { 'Fn::GetAtt': ['LoginLog', 'Arn'] } },
}
const Integration = {
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ApiId: { Ref: 'Api' }, Uri: { 'Fn::GetAtt': ['LoginFunction', 'Arn'] } },
}
const Route = {
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] } },
}

describe('a template that is split', () => {
  it('moves a function together with what refers to it, through any number of steps', () => {
    const { root, stacks } = split({ Route, Integration, AuthRole })
    expect(Object.keys(stacks.get('AuthStack')?.Resources ?? {}).sort()).toEqual([
      'AuthRole',
      'Integration',
      'LoginFunction',
      'LoginLog',
      'Route',
    ])
    expect(Object.keys(stacks.get('ReelsStack')?.Resources ?? {})).toEqual(['LikeFunction'])
    expect(Object.keys(root.Resources)).toEqual(['Api', 'Topic', 'AuthStack', 'ReelsStack'])
  })

  it('gets parameters for what it refers to outside, by name, and none for what does not exist', () => {
    const alarm = {
      Type: 'AWS::CloudWatch::Alarm',
      Condition: 'IsPaged',
      Properties: { Actions: [{ Ref: 'Topic' }], Of: { Ref: 'LoginFunction' }, In: { Ref: 'AWS::Region' } },
    }
    const { root, stacks } = split({ Integration, AuthRole, alarm })
    expect(root.Resources['AuthStack']).toEqual({
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        TemplateURL: 'https://bucket.example/AuthStack.json',
        Parameters: { Api: { Ref: 'Api' }, Topic: { 'Fn::If': ['IsWatched', { Ref: 'Topic' }, ''] } },
      },
    })
    expect(stacks.get('AuthStack')?.Parameters).toEqual({
      Api: { Type: 'String' },
      Topic: { Type: 'String' },
    })
    expect(Object.keys(stacks.get('AuthStack')?.Conditions ?? {})).toEqual(['IsPaged', 'IsWatched'])
    expect(stacks.get('ReelsStack')?.Conditions).toEqual({})
  })

  it('refuses a resource that belongs to two stacks', () => {
    const Both = {
      Type: 'AWS::IAM::Policy',
      Properties: { Of: [{ Ref: 'LoginFunction' }, { Ref: 'LikeFunction' }] },
    }
    expect(() => split({ AuthRole, Both })).toThrow(
      'Both belongs to more than one stack: AuthStack, ReelsStack',
    )
  })

  it.each([
    ['GetAtt', { Uri: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } }],
    ['GetAtt', { Uri: { 'Fn::Sub': 'https://${Api.ApiEndpoint}/x' } }],
  ])('refuses to hand down an attribute: %s of %j', (kind, more) => {
    const Uses = { Type: 'X', Properties: { Of: { Ref: 'LoginFunction' }, ...more } }
    expect(() => split({ AuthRole, Uses })).toThrow(
      `Uses in AuthStack needs ${kind} of Api: only Ref crosses stacks`,
    )
  })

  it('refuses an output of the root that refers to a function', () => {
    const root: Template = {
      ...template({ AuthRole }),
      Outputs: { Login: { Value: { Ref: 'LoginFunction' } } },
    }
    expect(() => splitTemplate(root, seeds, String)).toThrow(
      'Login stays in the root and refers to LoginFunction',
    )
  })
})
