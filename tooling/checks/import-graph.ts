import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** One file that imports another one of the repository. Both are paths from its root. */
export interface Import {
  from: string
  to: string
  typeOnly: boolean
}

/** How the repository names its own files, apart from relative paths. */
interface Names {
  /** `imports` of package.json: `'#shared/*': './shared/*'`. */
  aliases: Record<string, string>
  /** The main file of each workspace by its name: `'@reels/client': 'packages/client/index.ts'`. */
  workspaces: Record<string, string>
}

const SOURCES = '{functions,domains,shared,packages,web,local,tooling,tests,bench}/**/*.{ts,tsx,mjs,cjs}'

/** Every import between files of the repository; what comes from Node or from a library is left out. */
export function readImports(root: string): Import[] {
  const names = readNames(root)
  return globSync(SOURCES, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })
    .sort()
    .flatMap(file => importsOf(file, readFileSync(join(root, file), 'utf8'), names))
}

/** Type imports count, `import('…')` in code and in types as well, and `require('…')`. */
function importsOf(file: string, code: string, names: Names): Import[] {
  const found: { specifier: string; typeOnly: boolean }[] = []
  const { program, errors } = parseSync(file, code)
  if (errors[0]) throw new Error(`${file} cannot be read: ${errors[0].message}`)
  new Visitor({
    ImportDeclaration({ source, importKind }) {
      found.push({ specifier: source.value, typeOnly: importKind === 'type' })
    },
    ExportNamedDeclaration({ source, exportKind }) {
      if (source) found.push({ specifier: source.value, typeOnly: exportKind === 'type' })
    },
    ExportAllDeclaration({ source, exportKind }) {
      found.push({ specifier: source.value, typeOnly: exportKind === 'type' })
    },
    ImportExpression({ source }) {
      if (source.type === 'Literal') found.push({ specifier: String(source.value), typeOnly: false })
    },
    TSImportType({ source }) {
      found.push({ specifier: source.value, typeOnly: true })
    },
    CallExpression({ callee, arguments: [argument] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'require') return
      if (argument?.type === 'Literal') found.push({ specifier: String(argument.value), typeOnly: false })
    },
  }).visit(program)
  return found.flatMap(({ specifier, typeOnly }) => {
    const to = fileOf(specifier, file, names)
    return to === null ? [] : [{ from: file, to, typeOnly }]
  })
}

function fileOf(specifier: string, importer: string, { aliases, workspaces }: Names): string | null {
  if (specifier.startsWith('.')) return join(dirname(importer), specifier)
  const workspace = workspaces[specifier]
  if (workspace) return normalize(workspace)
  for (const [alias, target] of Object.entries(aliases)) {
    if (alias === specifier) return normalize(target)
    const [start = ''] = alias.split('*')
    if (alias.endsWith('*') && specifier.startsWith(start))
      return normalize(target.replace('*', specifier.slice(start.length)))
  }
  return null
}

function readNames(root: string): Names {
  const { imports = {} } = readManifest(root)
  const workspaces = globSync('packages/*', { cwd: root }).map(folder => {
    const { name = folder, exports } = readManifest(join(root, folder))
    const main = typeof exports === 'string' ? exports : (exports?.['.'] ?? 'index.ts')
    return [name, join(folder, typeof main === 'string' ? main : 'index.ts')]
  })
  return { aliases: imports, workspaces: Object.fromEntries(workspaces) }
}

function readManifest(folder: string): {
  name?: string
  imports?: Record<string, string>
  exports?: string | Record<string, unknown>
} {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
