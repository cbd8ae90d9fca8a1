import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { readSecrets } from './secrets.ts'

process.env['AWS_REGION'] = 'eu-west-1'
const ssm = mockClient(SSMClient)
afterEach(() => ssm.reset())

describe('the secrets of a stage', () => {
  it('are those that are asked for below its path, decrypted, in one call', async () => {
    ssm.on(GetParametersCommand).resolves({
      Parameters: [
        { Name: '/reels/prod/SESSION_KEYS', Value: 'a:1' },
        { Name: '/reels/prod/MONGODB_URI', Value: 'mongodb://x' },
      ],
    })
    const names = ['SESSION_KEYS', 'MONGODB_URI']
    expect(await readSecrets('/reels/prod', names)).toEqual({
      SESSION_KEYS: 'a:1',
      MONGODB_URI: 'mongodb://x',
    })
    expect(ssm.commandCalls(GetParametersCommand).map(call => call.args[0].input)).toEqual([
      { Names: ['/reels/prod/SESSION_KEYS', '/reels/prod/MONGODB_URI'], WithDecryption: true },
    ])
  })

  it('are not asked for if there are none', async () => {
    expect(await readSecrets('/reels/prod', [])).toEqual({})
    expect(ssm.calls()).toHaveLength(0)
  })

  it('that are not there are named', async () => {
    ssm.on(GetParametersCommand).resolves({ InvalidParameters: ['/reels/prod/SESSION_KEYS'] })
    await expect(readSecrets('/reels/prod', ['SESSION_KEYS'])).rejects.toThrow(
      'There is no /reels/prod/SESSION_KEYS',
    )
  })

  it('that cannot be read are named by their path', async () => {
    ssm.on(GetParametersCommand).rejects(new Error('AccessDenied'))
    await expect(readSecrets('/reels/prod', ['MONGODB_URI'])).rejects.toThrow(
      'The secrets below /reels/prod cannot be read',
    )
  })
})
