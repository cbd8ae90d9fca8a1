import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../../tooling/packaging/package.ts'

export const STAGES = ['prod', 'staging', 'dev', 'pr-123'] as const
export type Stage = (typeof STAGES)[number]

/** Secrets in the environment of whoever packages. */
export const PLANTED = {
  MONGODB_URI: 'mongodb+srv://planted:planted-in-the-environment@cluster0.example.net/reels',
  SESSION_KEYS: 'k1:planted-in-the-environment-of-whoever-packages',
  IMAGEKIT_PRIVATE_KEY: 'private_planted-in-the-environment',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_planted-in-the-environment',
}

export interface Resource {
  Type: string
  Condition?: string
  DependsOn?: string | string[]
  Properties: Record<string, unknown>
}

export interface Template {
  Resources: Record<string, Resource>
  Outputs: Record<string, { Condition?: string; Value: unknown }>
  Conditions: Record<string, unknown>
}

export const readPackaged = (stage: Stage, file: string): string =>
  readFileSync(join(packageFolder(stage), file), 'utf8')

export function templateOf(stage: Stage): Template {
  return JSON.parse(readPackaged(stage, 'cloudformation-template-update-stack.json'))
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
export function functionsOf(stage: Stage): Map<string, FunctionProperties & { logicalId: string }> {
  const prefix = `reels-${stage}-`
  return new Map(
    ofType(templateOf(stage), 'AWS::Lambda::Function').map(([logicalId, { Properties }]) => {
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
