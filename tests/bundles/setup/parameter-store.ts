import { serveOnLoopback } from './loopback.ts'

/** As many as Parameter Store gives in one answer. */
const PAGE = 10

/**
 * `GetParametersByPath` of SSM Parameter Store, so that the SDK of the runtime really requests the secrets.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export function startParameterStore(secrets: Record<string, string>) {
  return serveOnLoopback((request, body, response) => {
    const asked: { Path: string; NextToken?: string; WithDecryption?: boolean } = JSON.parse(body.toString())
    if (request.headers['x-amz-target'] !== 'AmazonSSM.GetParametersByPath' || !asked.WithDecryption) {
      response.writeHead(400).end('{"__type":"ValidationException"}')
      return
    }
    const from = Number(asked.NextToken ?? 0)
    const all = Object.entries(secrets).map(([name, Value]) => ({ Name: `${asked.Path}/${name}`, Value }))
    const NextToken = from + PAGE < all.length ? String(from + PAGE) : undefined
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify({ Parameters: all.slice(from, from + PAGE), NextToken }))
  })
}
