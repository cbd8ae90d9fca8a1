import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/operations.md',
  'docs/scaling.md',
  'docs/trust.md',
]

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\s-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const anchorsIn = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^#{1,4} (.+)$/gm)].map(([, heading]) => anchorOf(String(heading)))

describe.each(PAGES)('%s', page => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => String(link))

  it('links only to files and headings that exist', () => {
    for (const link of links) {
      if (link.includes('://')) continue
      const [path, anchor] = link.split('#')
      const file = path ? join(dirname(page), path) : page
      expect(existsSync(file), link).toBe(true)
      if (anchor) expect(anchorsIn(file), link).toContain(anchor)
    }
  })

  it('names only scripts of package.json', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
    const named = [...readFileSync(page, 'utf8').matchAll(/npm run (\w[\w:-]*\w)/g)].map(([, name]) =>
      String(name),
    )
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
  })
})
