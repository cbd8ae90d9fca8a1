/** What this API depends on and cannot do without. */
export type Dependency = 'database' | 'media'

/**
 * Thrown if something that the API depends on does not answer, or answers nonsense. It is the only kind of
 * failure that is thrown on purpose: a domain that says no returns a refusal.
 */
export class Outage extends Error {
  readonly dependency: Dependency

  constructor(dependency: Dependency, cause: unknown) {
    super(`The ${dependency} is not available`, { cause })
    this.name = 'Outage'
    this.dependency = dependency
  }
}
