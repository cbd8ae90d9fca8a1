import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { readSecrets } from './secrets.ts'

process.env['AWS_REGION'] = 'eu-west-1'
const ssm = mockClient(SSMClient)
afterEach(() => ssm.reset())

describe('the secrets of a stage', () => {
  it('are every parameter below its path, decrypted, page after page', async () => {
    ssm
      .on(GetParametersByPathCommand, { Path: '/reels/prod', WithDecryption: true })
      .resolvesOnce({ Parameters: [{ Name: '/reels/prod/SESSION_KEYS', Value: 'a:1' }], NextToken: 'more' })
      .resolvesOnce({ Parameters: [{ Name: '/reels/prod/MONGODB_URI', Value: 'mongodb://x' }] })
    expect(await readSecrets('/reels/prod')).toEqual({ SESSION_KEYS: 'a:1', MONGODB_URI: 'mongodb://x' })
    expect(ssm.commandCalls(GetParametersByPathCommand).map(call => call.args[0].input.NextToken)).toEqual([
      undefined,
      'more',
    ])
  })

  it('that cannot be read are named by their path', async () => {
    ssm.on(GetParametersByPathCommand).rejects(new Error('AccessDenied for key abc'))
    await expect(readSecrets('/reels/prod')).rejects.toThrow('The secrets below /reels/prod cannot be read')
  })
})
