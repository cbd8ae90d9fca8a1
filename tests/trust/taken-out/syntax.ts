import { parseSync } from 'oxc-parser'

/** A node of an ESTree, with its place in the source in UTF-16 units. */
export interface SyntaxNode {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

export interface Comment {
  text: string
  start: number
  end: number
}

/** @throws Error if the source cannot be parsed */
export function parse(file: string, code: string): { program: SyntaxNode; comments: Comment[] } {
  const { program, comments, errors } = parseSync(file, code)
  if (errors[0]) throw new Error(`${file} cannot be parsed: ${errors[0].message}`)
  if (!isNode(program)) throw new Error(`${file} has no syntax tree`)
  return { program, comments: comments.map(({ value, start, end }) => ({ text: value, start, end })) }
}

/** The nodes below `roots`, these included, from the outside in. Nothing below a node that `into` refuses. */
export function nodesIn(
  roots: readonly SyntaxNode[],
  into: (node: SyntaxNode) => boolean = () => true,
): SyntaxNode[] {
  return roots.flatMap(root => [root, ...(into(root) ? nodesIn(childrenOf(root), into) : [])])
}

/** The child in a field that holds one node. */
export function child(node: SyntaxNode, field: string): SyntaxNode | null {
  const value = node[field]
  return isNode(value) ? value : null
}

/** The children in a field that holds a list. */
export function children(node: SyntaxNode, field: string): SyntaxNode[] {
  const value = node[field]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The names of the variables that a piece of code reads or declares: no fields and no keys of objects. */
export function variablesIn(program: SyntaxNode): Set<string> {
  const names = new Set<string>()
  const visit = (node: SyntaxNode) => {
    if (node.type === 'Identifier' && typeof node['name'] === 'string') names.add(node['name'])
    for (const [field, value] of Object.entries(node)) {
      const isFieldName = (field === 'property' || field === 'key') && node['computed'] === false
      if (isFieldName) continue
      for (const inner of Array.isArray(value) ? value : [value]) if (isNode(inner)) visit(inner)
    }
  }
  visit(program)
  return names
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap(value => (Array.isArray(value) ? value : [value]).filter(isNode))
}
