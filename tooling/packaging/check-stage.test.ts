import { describe, expect, it } from 'vitest'
import { faultsInSettings } from './check-stage.ts'

interface Stage {
  hashes?: string
  isClosed?: boolean
  domain?: string
}

function faultsOf({ hashes = '', isClosed = false, domain = '' }: Stage): string[] {
  return faultsInSettings({
    HttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { DisableExecuteApiEndpoint: isClosed } },
    ApiDomain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: domain } },
    GetMeLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { CLOUDFRONT_KEY_HASHES: hashes } } },
    },
  })
}

describe('a stage', () => {
  it('[129] behind CloudFront is deployed only if the own address of the gateway is closed', () => {
    const hashes = 'a'.repeat(64)
    expect(faultsOf({ hashes, domain: 'api.acme.com' })).toEqual([
      'cloudfrontKeyHashes is set: set closesOwnAddress, too',
    ])
    expect(faultsOf({ hashes, domain: 'api.acme.com', isClosed: true })).toEqual([])
  })

  it('is deployed only if it has an address', () => {
    expect(faultsOf({ isClosed: true })).toEqual([
      'closesOwnAddress leaves the gateway without an address: set domain',
    ])
    expect(faultsOf({})).toEqual([])
  })
})
