import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const LEFT_OUT = /^(node_modules|\.git|\.local|\.serverless|\.esbuild|\.package)$/
const WORKSPACES = '@reels'

export interface Copy {
  folder: string
  /**
   * @param sources the new text of files, by their paths in the repository
   * @returns what gives the files their old text again
   */
  change(sources: ReadonlyMap<string, string>): () => void
  remove(): void
}

/** A copy of the repository in which files can be changed, with the packages that the repository has installed. */
export function copyOf(root: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'reels-taken-out-'))
  cpSync(root, folder, {
    recursive: true,
    filter: path => dirname(path) !== root || !LEFT_OUT.test(path.slice(root.length + 1)),
  })
  // One link for each package: a link to the whole folder would lead to the workspaces of the repository.
  const installed = join(folder, 'node_modules')
  mkdirSync(join(installed, WORKSPACES), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== WORKSPACES) symlinkSync(join(root, 'node_modules', name), join(installed, name))
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    symlinkSync(join(folder, 'packages', name), join(installed, WORKSPACES, name))
  }
  const write = (files: ReadonlyMap<string, string>) => {
    for (const [path, text] of files) writeFileSync(join(folder, path), text)
  }
  return {
    folder,
    change(sources) {
      const before = [...sources.keys()].map(
        path => [path, readFileSync(join(folder, path), 'utf8')] as const,
      )
      write(sources)
      return () => write(new Map(before))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
