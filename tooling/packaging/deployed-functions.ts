import { join } from 'node:path'
import { resourcesIn } from './templates.ts'

/** A function as the CloudFormation template describes it. */
export interface DeployedFunction {
  name: string
  /** The bundle, by its path. */
  zip: string
  handler: string
  memoryMegabytes: number
  timeoutSeconds: number
  environment: Record<string, string>
  /** The route keys that lead to it, such as `GET /reels/{reelId}`; of a job none. */
  routes: string[]
}

interface Resource {
  Type: string
  Properties: {
    Code?: { S3Key: string }
    Handler?: string
    MemorySize?: number
    Timeout?: number
    Environment?: { Variables: Record<string, unknown> }
    RouteKey?: string
    Target?: unknown
  }
}

/** What only AWS knows and no function looks into: an ARN, a name that CloudFormation gives. */
const GIVEN_BY_AWS = 'given-by-aws'

/** Reads the templates that `serverless package` has written into a folder. */
export function readTemplate(folder: string): DeployedFunction[] {
  const resources: Record<string, Resource> = JSON.parse(JSON.stringify(resourcesIn(folder)))
  const routes = Object.values(resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::Lambda::Function') return []
    const zip = Properties.Code?.S3Key.split('/').at(-1) ?? ''
    const resource = id.replace(/LambdaFunction$/, '')
    return {
      name: zip.replace(/\.zip$/, ''),
      zip: join(folder, zip),
      handler: Properties.Handler ?? '',
      memoryMegabytes: Properties.MemorySize ?? 0,
      timeoutSeconds: Properties.Timeout ?? 0,
      environment: Object.fromEntries(
        Object.entries(Properties.Environment?.Variables ?? {}).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : GIVEN_BY_AWS,
        ]),
      ),
      routes: routes
        .filter(route => JSON.stringify(route.Properties.Target).includes(`"HttpApiIntegration${resource}"`))
        .map(route => route.Properties.RouteKey ?? ''),
    }
  })
}
