import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Comment, child, nodesIn, parse, type SyntaxNode } from './syntax.ts'

/** `[14 latest-only]`: a row of docs/trust.md and a name, at the beginning of a comment. */
const MARKER = /^[\s*]*\[(\d{1,3} [a-z][a-z0-9-]*)\]/
const SOURCES = '{{functions,domains,shared,packages,tooling,web}/**/*.{ts,cjs},infrastructure/*.yml}'
const NOT_SOURCES = ['**/node_modules', '**/*.test.ts']

/** The code below a marked comment. */
export interface Place {
  file: string
  code: string
  /** A statement, an expression, a property, an element, or the call of a link in a chain. */
  node: SyntaxNode
  /** The nodes that belong to it: of a link its arguments, not the chain before it. */
  own: readonly SyntaxNode[]
  isLink: boolean
}

/** Every marker in the sources below a folder, with the places that it is at. */
export function readMarkers(root: string): Map<string, Place[]> {
  const found = new Map<string, Place[]>()
  for (const file of globSync(SOURCES, { cwd: root, exclude: NOT_SOURCES }).sort()) {
    for (const [marker, place] of markersIn(file, readFileSync(join(root, file), 'utf8'))) {
      found.set(marker, [...(found.get(marker) ?? []), place])
    }
  }
  return found
}

export function markersIn(file: string, code: string): [marker: string, place: Place][] {
  // Most sources have none, and parsing takes longer than looking.
  if (!/\[\d{1,3} [a-z]/.test(code)) return []
  if (file.endsWith('.yml')) return markersInYaml(file, code)
  const { program, comments } = parse(file, code)
  const nodes = nodesIn([program]).slice(1)
  return comments.flatMap(comment => {
    const marker = MARKER.exec(comment.text)?.[1]
    return marker ? [[marker, placeAfter(comment, { file, code, nodes, comments })]] : []
  })
}

/** A marker in YAML stands above an entry, which is the lines up to the next one that is not indented deeper. */
const YAML_ENTRY = /^( *)# \[(\d{1,3} [a-z][a-z0-9-]*)\].*\n(?:\1#.*\n)*(\1\S.*\n(?:\1 .*\n|\n)*)/gm

function markersInYaml(file: string, code: string): [marker: string, place: Place][] {
  return [...code.matchAll(YAML_ENTRY)].map(({ 0: whole, 2: marker = '', 3: entry = '', index }) => {
    const end = index + whole.length
    const node = { type: 'YamlEntry', start: end - entry.length, end }
    return [marker, { file, code, node, own: [node], isLink: false }]
  })
}

interface Source {
  file: string
  code: string
  nodes: readonly SyntaxNode[]
  comments: readonly Comment[]
}

function placeAfter(comment: Comment, { file, code, nodes, comments }: Source): Place {
  const start = endOfSpace(comment.end, code, comments)
  const link = /^\??\.\s*/.exec(code.slice(start))
  if (link) {
    const name = start + link[0].length
    const call = nodes.find(node => node.type === 'CallExpression' && nameOfLink(node)?.start === name)
    if (call) return { file, code, node: call, own: argumentsOf(call), isLink: true }
  }
  // From the outside in, so that the first one is the whole statement.
  const node = nodes.find(each => each.start === start)
  if (!node) throw new Error(`${file}: nothing stands below “${comment.text.trim()}”`)
  return { file, code, node, own: [node], isLink: false }
}

function endOfSpace(from: number, code: string, comments: readonly Comment[]): number {
  const at = from + (/^\s*/.exec(code.slice(from))?.[0].length ?? 0)
  const next = comments.find(comment => comment.start === at)
  return next ? endOfSpace(next.end, code, comments) : at
}

function nameOfLink(call: SyntaxNode): SyntaxNode | null {
  const callee = child(call, 'callee')
  return callee?.type === 'MemberExpression' ? child(callee, 'property') : null
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = call['arguments']
  return Array.isArray(list) ? list : []
}
