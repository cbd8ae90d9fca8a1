/** A CloudFormation template, as far as it is read here. */
export interface Template {
  AWSTemplateFormatVersion?: string
  Description?: string
  Parameters?: Record<string, { Type: string; Default?: string }>
  Conditions?: Record<string, unknown>
  Resources: Record<string, Resource>
  Outputs?: Record<string, unknown>
}

export interface Resource {
  Type: string
  Condition?: string
  DependsOn?: string | string[]
  Properties?: Record<string, unknown>
}

interface Reference {
  id: string
  /** Only `Ref` crosses from one stack to another: what it gives is handed down as a parameter of the same name. */
  kind: 'Ref' | 'GetAtt' | 'DependsOn'
}

/**
 * Moves the resources of functions out of a template into nested stacks. A resource goes to the stack of the
 * functions that it refers to; what refers to no function stays in the root. So the stack of a resource follows from
 * the resource alone, and adding a function never moves another one.
 *
 * `seeds` is the name of the stack by the logical id of each function and each log group. `urlOf` gives the
 * `TemplateURL` of a stack. Changes `root`; returns the nested templates by the name of their stack.
 * @throws Error if a resource belongs to two stacks, or a reference cannot cross from one stack to another
 */
export function splitTemplate(
  root: Template,
  seeds: ReadonlyMap<string, string>,
  urlOf: (stack: string) => unknown,
): Map<string, Template> {
  // [107 stacks] CloudFormation takes 500 resources in one stack.
  const homes = homesOf(root.Resources, seeds)
  const stacks = new Map<string, Template>()
  const conditions = root.Conditions ?? {}
  for (const name of [...new Set(homes.values())].sort()) {
    const ids = Object.keys(root.Resources).filter(id => homes.get(id) === name)
    const resources = Object.fromEntries(ids.flatMap(id => entryOf(root.Resources, id)))
    const handedDown = handedDownTo(name, resources, root.Resources)
    stacks.set(name, {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `Part of ${root.Description ?? 'the stage'}: ${name}`,
      Parameters: Object.fromEntries(handedDown.map(id => [id, { Type: 'String' }])),
      Conditions: conditionsOf(resources, conditions),
      Resources: resources,
    })
  }
  for (const [name, { Parameters }] of stacks) {
    root.Resources[name] = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        TemplateURL: urlOf(name),
        Parameters: Object.fromEntries(
          Object.keys(Parameters ?? {}).map(id => [id, handedDownValue(id, root.Resources[id])]),
        ),
      },
    }
  }
  for (const id of homes.keys()) delete root.Resources[id]
  for (const [part, content] of Object.entries({ ...root.Resources, ...root.Outputs })) {
    const lost = referencesIn(content).find(({ id }) => homes.has(id))
    if (lost) throw new Error(`${part} stays in the root and refers to ${lost.id}, which does not`)
  }
  return stacks
}

function homesOf(resources: Template['Resources'], seeds: ReadonlyMap<string, string>): Map<string, string> {
  const homes = new Map([...seeds].filter(([id]) => id in resources))
  for (let before = -1; before !== homes.size; ) {
    before = homes.size
    for (const [id, resource] of Object.entries(resources)) {
      const found = new Set(referencesIn(resource).flatMap(reference => homes.get(reference.id) ?? []))
      const home = homes.get(id)
      if (home) found.add(home)
      if (found.size > 1) throw new Error(`${id} belongs to more than one stack: ${[...found].join(', ')}`)
      for (const stack of found) homes.set(id, stack)
    }
  }
  return homes
}

function handedDownTo(stack: string, resources: Template['Resources'], all: Template['Resources']): string[] {
  const outside = Object.entries(resources).flatMap(([from, resource]) =>
    referencesIn(resource).flatMap(({ id, kind }) => {
      if (id.startsWith('AWS::') || id in resources) return []
      if (!(id in all)) throw new Error(`${from} refers to ${id}, which is nowhere`)
      if (kind !== 'Ref')
        throw new Error(`${from} in ${stack} needs ${kind} of ${id}: only Ref crosses stacks`)
      return [id]
    }),
  )
  return [...new Set(outside)].sort()
}

function conditionsOf(resources: unknown, all: Record<string, unknown>): Record<string, unknown> {
  const used = new Set<string>()
  const waiting = conditionNamesIn(resources)
  for (const name of waiting) {
    if (used.has(name)) continue
    used.add(name)
    waiting.push(...conditionNamesIn(all[name]))
  }
  return Object.fromEntries([...used].sort().map(name => [name, all[name]]))
}

// A resource that has a condition may not be there, and then has nothing to hand down.
function handedDownValue(id: string, resource: Resource | undefined): unknown {
  return resource?.Condition ? { 'Fn::If': [resource.Condition, { Ref: id }, ''] } : { Ref: id }
}

function entryOf<T>(record: Record<string, T>, key: string): [string, T][] {
  const value = record[key]
  return value === undefined ? [] : [[key, value]]
}

function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]): Reference[] => {
    if (key === 'Ref' && typeof inner === 'string') return [{ id: inner, kind: 'Ref' }]
    if (key === 'Fn::GetAtt')
      return textsIn(inner)
        .slice(0, 1)
        .map(text => ({ id: attributeOwner(text), kind: 'GetAtt' }))
    if (key === 'Fn::Sub') return [...referencesInText(textsIn(inner)[0] ?? ''), ...referencesIn(inner)]
    if (key === 'DependsOn') return textsIn(inner).map(id => ({ id, kind: 'DependsOn' }))
    return referencesIn(inner)
  })
}

function referencesInText(text: string): Reference[] {
  return [...text.matchAll(/\$\{([\w:.]+)\}/g)].map(([, name = '']) => ({
    id: attributeOwner(name),
    kind: name.includes('.') ? 'GetAtt' : 'Ref',
  }))
}

const attributeOwner = (text: string) => text.split('.')[0] ?? text

function conditionNamesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(conditionNamesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    // In IAM policies `Condition` is an object.
    if (key === 'Condition' && typeof inner === 'string') return [inner]
    if (key === 'Fn::If') return [...textsIn(inner).slice(0, 1), ...conditionNamesIn(inner)]
    return conditionNamesIn(inner)
  })
}

function textsIn(value: unknown): string[] {
  return [value].flat().filter(text => typeof text === 'string')
}
