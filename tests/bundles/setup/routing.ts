import type { MatchedRoute } from './gateway-event.ts'
import type { DeployedFunction } from './template.ts'

/**
 * The function that an HTTP API calls: the route that names most of the path, then one with variables, then a
 * greedy one, then the rest. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function findRoute(
  functions: readonly DeployedFunction[],
  method: string,
  path: string,
): { deployed: DeployedFunction; route: MatchedRoute } | null {
  const matches = functions.flatMap(deployed =>
    deployed.routes.flatMap(key => {
      const pathParameters = match(key, method, path)
      return pathParameters ? [{ deployed, route: { key, pathParameters }, rank: rankOf(key) }] : []
    }),
  )
  return matches.sort((a, b) => a.rank - b.rank)[0] ?? null
}

function match(key: string, method: string, path: string): Record<string, string> | null {
  if (key === '$default') return {}
  const [wanted, pattern = ''] = key.split(' ')
  if (wanted !== method && wanted !== 'ANY') return null
  const expression = pattern.replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) =>
    greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  )
  const found = new RegExp(`^${expression}$`).exec(path)
  if (!found) return null
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  )
}

function rankOf(key: string): number {
  if (key === '$default') return 100
  return (key.includes('+}') ? 50 : 0) + key.split('{').length
}
