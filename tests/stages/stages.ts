import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '#tooling/packaging/package.ts'
import { templatesIn } from '#tooling/packaging/templates.ts'

export const STAGES = ['prod', 'staging', 'dev', 'pr-123'] as const
export type Stage = (typeof STAGES)[number]

/** Secrets in the environment of the person who packages. */
export const PLANTED = {
  MONGODB_URI: 'mongodb+srv://planted:planted-in-the-environment@cluster0.example.net/reels',
  SESSION_KEYS: 'k1:planted-in-the-environment-of-the-packager',
  IMAGEKIT_PRIVATE_KEY: 'private_planted-in-the-environment',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_planted-in-the-environment',
  STRIPE_SECRET_KEY: 'sk_live_planted-in-the-environment',
  STRIPE_WEBHOOK_SECRETS: 'account:whsec_planted-in-the-environment',
}

export interface Resource {
  Type: string
  Condition?: string
  DependsOn?: string | string[]
  Properties: Record<string, unknown>
}

export interface Template {
  Parameters: Record<string, unknown>
  Resources: Record<string, Resource>
  Outputs: Record<string, { Condition?: string; Value: unknown }>
  Conditions: Record<string, unknown>
}

export const readPackaged = (stage: Stage, file: string): string =>
  readFileSync(join(packageFolder(stage), file), 'utf8')

/** The template of each stack of a stage: `root`, and those that are nested in it. */
export function stacksIn(folder: string): Map<string, Template> {
  const empty = { Parameters: {}, Outputs: {}, Conditions: {} }
  return new Map(
    [...templatesIn(folder)].map(([name, template]): [string, Template] => [
      name,
      { ...empty, ...JSON.parse(JSON.stringify(template)) },
    ]),
  )
}

/** The whole stage as if it were one stack: what its parts hold together. */
export function templateOf(stage: Stage): Template {
  return together(stacksIn(packageFolder(stage)))
}

export function together(stacks: ReadonlyMap<string, Template>): Template {
  const parts = [...stacks.values()]
  return {
    Parameters: {},
    Resources: Object.assign({}, ...parts.map(({ Resources }) => Resources)),
    Outputs: Object.assign({}, ...parts.map(({ Outputs }) => Outputs)),
    Conditions: Object.assign({}, ...parts.map(({ Conditions }) => Conditions)),
  }
}

export function ofType(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)
}

export interface FunctionProperties {
  FunctionName: string
  MemorySize: number
  Timeout: number
  ReservedConcurrentExecutions?: number
  Role: { 'Fn::GetAtt': [string, string] }
  Environment: { Variables: Record<string, string> }
  LoggingConfig: { LogFormat: string; ApplicationLogLevel: string }
}

/** The functions by the name that they have in the code. */
export function functionsOf(
  stage: Stage,
  template = templateOf(stage),
): Map<string, FunctionProperties & { logicalId: string }> {
  const prefix = `reels-${stage}-`
  return new Map(
    ofType(template, 'AWS::Lambda::Function').map(([logicalId, { Properties }]) => {
      const properties: FunctionProperties = JSON.parse(JSON.stringify(Properties))
      return [properties.FunctionName.replace(prefix, ''), { ...properties, logicalId }]
    }),
  )
}

/** Every text anywhere in a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

/** A number of infrastructure/stages.yml. */
export function settingOf(stage: string, name: string): number {
  const section = readFileSync('infrastructure/stages.yml', 'utf8').split(`\n${stage}:\n`)[1] ?? ''
  return Number(new RegExp(`^ {2}${name}: (\\d+)`, 'm').exec(section)?.[1])
}
