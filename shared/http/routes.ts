/** The methods of each path, as in `generated/routes.json`. `{name}` is a variable: one segment. */
export type RouteTable = Readonly<Record<string, readonly string[]>>

/** The methods of all routes that have this path; empty if there is none. */
export function allowedMethods(routes: RouteTable, path: string): string[] {
  const methods = Object.entries(routes).flatMap(([template, allowed]) =>
    pathParameters(template, path) ? allowed : [],
  )
  return [...new Set(methods)].sort()
}

/** The variables of a path, as they are in it. Null if the path does not fit the template. */
export function pathParameters(template: string, path: string): Record<string, string> | null {
  const segments = path.split('/')
  const parts = template.split('/')
  if (parts.length !== segments.length) return null
  const parameters: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? ''
    if (!part.startsWith('{')) {
      if (part !== segment) return null
    } else {
      if (segment === '') return null
      parameters[part.slice(1, -1)] = segment
    }
  }
  return parameters
}
