/**
 * Does an allow-list name this origin? An entry is an origin (`https://app.example`), or one with `*` for
 * exactly one label or part of it (`https://*.preview.example`). `null` is never allowed.
 */
export function isListedOrigin(origin: string, allowed: readonly string[]): boolean {
  return allowed.some(entry => {
    if (!entry.includes('*')) return entry === origin
    const pattern = entry.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[a-z0-9-]+')
    return new RegExp(`^${pattern}$`).test(origin)
  })
}
