import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Sbom {
  bomFormat: string
  components: { name: string; version: string; hashes?: unknown[]; licenses?: unknown[] }[]
}

interface Lock {
  packages: Record<
    string,
    { name?: string; version?: string; link?: boolean; integrity?: string; optional?: boolean }
  >
}

it('the bill of materials names every package of the lock, with version and hash', () => {
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  const { bomFormat, components }: Sbom = JSON.parse(text)
  expect(bomFormat).toBe('CycloneDX')
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`))
  const { packages }: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const locked = Object.entries(packages).filter(
    ([path, { link, optional }]) => path.includes('node_modules/') && !link && !optional,
  )
  const missing = locked.flatMap(([path, { name, version }]) => {
    const installedAs = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    // An alias is listed by one of its names.
    const names = [installedAs, ...(name ? [name] : [])]
    return names.some(each => listed.has(`${each}@${version}`)) ? [] : [`${installedAs}@${version}`]
  })
  expect(missing).toEqual([])
  expect(locked.length).toBeGreaterThan(500)
  const fromRegistry = locked.filter(([, { integrity }]) => integrity).length
  expect(components.filter(({ hashes = [] }) => hashes.length > 0).length).toBeGreaterThanOrEqual(
    fromRegistry * 0.95,
  )
}, 60_000)
