import { readFileSync } from 'node:fs'

/** Licences that ask for no more than to be named, or not even that; what is deployed may have no other. */
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

interface Lock {
  packages: Record<string, { license?: string; dev?: boolean; devOptional?: boolean }>
}

/** The packages of a lock that are deployed under a licence that is not allowed, or under none. */
export function unlicensed({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { license, dev, devOptional }]) => {
    if (path === '' || dev || devOptional) return []
    return license !== undefined && ALLOWED.has(license) ? [] : [`${path}: ${license ?? 'no licence'}`]
  })
}

if (import.meta.main) {
  const lock: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const faults = unlicensed(lock)
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
}
