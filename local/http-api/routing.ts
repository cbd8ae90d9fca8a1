import { pathParameters } from '#shared/http/routes.ts'

export interface MatchedRoute {
  /** `GET /reels/{reelId}`, or `$default`. */
  key: string
  pathParameters: Record<string, string>
}

/** A route with what it leads to. */
export interface Route<Target> {
  key: string
  target: Target
}

/**
 * The route that an HTTP API chooses: the one that names most of the path, then one with variables, then a greedy
 * one, then `$default`. Null if there is none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function findRoute<Target>(
  routes: readonly Route<Target>[],
  method: string,
  path: string,
): { target: Target; route: MatchedRoute } | null {
  const matches = routes.flatMap(({ key, target }) => {
    const found = match(key, method, path)
    return found ? [{ target, route: { key, pathParameters: found }, rank: rankOf(key) }] : []
  })
  return matches.sort((a, b) => a.rank - b.rank)[0] ?? null
}

function match(key: string, method: string, path: string): Record<string, string> | null {
  if (key === '$default') return {}
  const [wanted, template = ''] = key.split(' ')
  if (wanted !== method && wanted !== 'ANY') return null
  // The only greedy route.
  if (template === '/{proxy+}') return { proxy: path.slice(1) }
  const found = pathParameters(template, path)
  return found && Object.fromEntries(Object.entries(found).map(([name, value]) => [name, decoded(value)]))
}

function rankOf(key: string): number {
  if (key === '$default') return 100
  return (key.includes('+}') ? 50 : 0) + key.split('{').length
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
