/** The methods of each path, as in `generated/routes.json`; `{name}` stands for one segment. */
export type RouteTable = Readonly<Record<string, readonly string[]>>

/** The methods that some route takes for this path; none where no route knows it. */
export function allowedMethods(routes: RouteTable, path: string): string[] {
  const segments = path.split('/')
  const methods = Object.entries(routes).flatMap(([template, allowed]) =>
    fits(template.split('/'), segments) ? allowed : [],
  )
  return [...new Set(methods)].sort()
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false
  return template.every((part, index) =>
    part.startsWith('{') ? segments[index] !== '' : part === segments[index],
  )
}
