import { randomUUID } from 'node:crypto'

/** A brand that nobody has: a second one that looks the same is refused. */
export function newBrand(name = 'Brand'): string {
  return `${name} ${randomUUID().slice(0, 8)}`
}
