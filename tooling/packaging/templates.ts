import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource, Template } from './split-template.ts'

/** The template of the stage itself, which the nested stacks are in. */
const ROOT_TEMPLATE = 'cloudformation-template-update-stack.json'
const NESTED_TEMPLATE = /^cloudformation-template-stack-(\w+)\.json$/

/** The templates of a packaged stage by the name of their stack; the root's name is `root`. */
export function templatesIn(folder: string): Map<string, Template> {
  const read = (file: string): Template => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const nested = readdirSync(folder)
    .sort()
    .flatMap((file): [string, Template][] => {
      const [, name] = NESTED_TEMPLATE.exec(file) ?? []
      return name ? [[name, read(file)]] : []
    })
  return new Map([['root', read(ROOT_TEMPLATE)], ...nested])
}

/** The resources of all stacks of a packaged stage: no two have the same logical id. */
export function resourcesIn(folder: string): Record<string, Resource> {
  return Object.fromEntries(
    [...templatesIn(folder).values()].flatMap(({ Resources }) => Object.entries(Resources)),
  )
}
