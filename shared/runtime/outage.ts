type Dependency = 'database' | 'media' | 'payments'

/** Thrown if something that the API cannot do without does not answer, or answers nonsense. */
export class Outage extends Error {
  readonly dependency: Dependency

  constructor(dependency: Dependency, cause: unknown) {
    super(`The ${dependency} is not available`, { cause })
    this.name = 'Outage'
    this.dependency = dependency
  }
}
