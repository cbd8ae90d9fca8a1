import { serveOnLoopback } from './loopback.ts'

/**
 * `GetParameters` of SSM Parameter Store, so that the SDK of the runtime really requests the secrets.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function startParameterStore(secrets: Record<string, string>) {
  return serveOnLoopback((request, body, response) => {
    const asked: { Names: string[]; WithDecryption?: boolean } = JSON.parse(body.toString())
    if (request.headers['x-amz-target'] !== 'AmazonSSM.GetParameters' || !asked.WithDecryption) {
      response.writeHead(400).end('{"__type":"ValidationException"}')
      return
    }
    const secretAt = (name: string) => secrets[name.slice(name.lastIndexOf('/') + 1)]
    const answer = {
      Parameters: asked.Names.flatMap(Name => {
        const Value = secretAt(Name)
        return Value === undefined ? [] : { Name, Value }
      }),
      InvalidParameters: asked.Names.filter(name => secretAt(name) === undefined),
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(answer))
  })
}
