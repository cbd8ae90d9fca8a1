import { once } from 'node:events'
import { createServer } from 'node:http'

export interface AwsStandIn {
  /** What the AWS SDK reads to call this server and nothing else. */
  environment: Record<string, string>
  /** What was put into the bucket, by its key. */
  bucket: Map<string, Buffer>
  /** The calls of CloudFormation in their order, such as `UpdateStack`, with their parameters. */
  calls: { action: string; parameters: URLSearchParams }[]
  /** How an update of the stack ends. */
  outcome: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE'
  close(): Promise<void>
}

export const BUCKET = 'reels-prod-serverlessdeploymentbucket-stand-in'
const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/reels-prod/1'

/** As much of CloudFormation and S3 as a deployment to a stage that is there already calls. */
export async function startAws(): Promise<AwsStandIn> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const { pathname } = new URL(request.url ?? '/', 'http://aws.example')
    if (request.method === 'PUT') {
      aws.bucket.set(decodeURIComponent(pathname).replace(`/${BUCKET}/`, ''), body)
      response.end()
      return
    }
    response.setHeader('content-type', 'text/xml')
    if (pathname.startsWith(`/${BUCKET}`)) {
      response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')
      return
    }
    const parameters = new URLSearchParams(body.toString())
    const action = parameters.get('Action') ?? ''
    aws.calls.push({ action, parameters })
    response.end(
      `<${action}Response><${action}Result>${answerTo(action, aws)}</${action}Result></${action}Response>`,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const aws: AwsStandIn = {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`,
      AWS_ACCESS_KEY_ID: 'stand-in',
      AWS_SECRET_ACCESS_KEY: 'stand-in',
      AWS_REGION: 'eu-west-1',
      // Checksums after the body would be part of what is stored here.
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      SLS_AWS_MONITORING_FREQUENCY: '1',
    },
    bucket: new Map(),
    calls: [],
    outcome: 'UPDATE_COMPLETE',
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return aws
}

function answerTo(action: string, { calls, outcome }: AwsStandIn): string {
  if (action === 'DescribeStacks') {
    return `<Stacks><member><StackId>${STACK_ID}</StackId><StackStatus>UPDATE_COMPLETE</StackStatus></member></Stacks>`
  }
  if (action === 'DescribeStackResource')
    return `<StackResourceDetail><PhysicalResourceId>${BUCKET}</PhysicalResourceId></StackResourceDetail>`
  if (action === 'GetCallerIdentity')
    return '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/stand-in</Arn>'
  if (action === 'UpdateStack') return `<StackId>${STACK_ID}</StackId>`
  if (action !== 'DescribeStackEvents') return ''
  const isUpdating = calls.some(call => call.action === 'UpdateStack')
  const events = [
    ...(isUpdating ? [event('reels-prod', outcome)] : []),
    ...(outcome === 'UPDATE_COMPLETE' ? [] : [event('AuthStack', 'UPDATE_FAILED')]),
    event('AuthStack', 'UPDATE_IN_PROGRESS'),
    event('reels-prod', 'UPDATE_IN_PROGRESS'),
  ]
  return `<StackEvents>${events.join('')}</StackEvents>`
}

function event(id: string, status: string): string {
  return `<member><EventId>${id}-${status}</EventId><StackId>${STACK_ID}</StackId><StackName>reels-prod</StackName>
    <LogicalResourceId>${id}</LogicalResourceId><ResourceType>AWS::CloudFormation::Stack</ResourceType>
    <ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>Embedded stack was not updated</ResourceStatusReason></member>`
}
