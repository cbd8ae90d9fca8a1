import { readFileSync } from 'node:fs'

/** Licences that require attribution at most. Everything that is deployed must have one of them. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Unlicense',
])

interface Package {
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** The parts of a package-lock.json that are read; the key of a package is its path, and '' is the root. */
interface Lock {
  packages: Record<string, Package>
}

/** The packages of a lock that are deployed under a licence that is not allowed, or under none. */
export function unlicensed({ packages }: Lock): string[] {
  return [...deployed(packages)].flatMap(path => {
    const license = packages[path]?.license
    return license !== undefined && ALLOWED.has(license) ? [] : [`${path}: ${license ?? 'no licence'}`]
  })
}

/** Everything that `dependencies` of the root lead to. What only the workspaces need is never deployed. */
function deployed(packages: Lock['packages']): Set<string> {
  const paths = new Set<string>()
  const visit = (from: string, names: object = {}) => {
    for (const name of Object.keys(names)) {
      const path = pathOf(name, from, packages)
      if (path === null || paths.has(path)) continue
      paths.add(path)
      const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {}
      visit(path, { ...dependencies, ...optionalDependencies, ...peerDependencies })
    }
  }
  visit('', packages['']?.dependencies)
  return paths
}

/** Where `from` finds a package: the nearest node_modules, as Node does. Null if an optional one is not installed. */
function pathOf(name: string, from: string, packages: Lock['packages']): string | null {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (path in packages) return path
  return from === ''
    ? null
    : pathOf(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), packages)
}

if (import.meta.main) {
  const lock: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const faults = unlicensed(lock)
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
}
