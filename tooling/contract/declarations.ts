import { readdir } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { problems } from '#shared/contract/problems.ts'
import type { AnyEndpoint } from '#shared/http/call.ts'
import type { Job } from '#shared/runtime/jobs/job.ts'

/** An endpoint with its name, its file and its folder. */
export interface DeclaredEndpoint {
  name: string
  file: string
  tag: string
  endpoint: AnyEndpoint
}

interface DeclaredJob {
  name: string
  file: string
  job: Job
}

export interface Declarations {
  endpoints: DeclaredEndpoint[]
  jobs: DeclaredJob[]
}

/**
 * Reads every file below `functions/`: the file system is the registry.
 * @throws Error with a line for each rule that a file breaks
 */
export async function readDeclarations(root: string): Promise<Declarations> {
  const declarations: Declarations = { endpoints: [], jobs: [] }
  const faults: string[] = []
  for (const file of await functionFiles(root)) {
    const name = camelCase(basename(file, '.ts'))
    const exports = await load(root, file)
    const declared = exports[name]
    const others = Object.keys(exports).filter(key => key !== name && key !== 'handler')
    if (typeof exports['handler'] !== 'function') faults.push(`${file} exports no handler`)
    if (others.length > 0) faults.push(`${file} exports more than ${name} and handler: ${others.join(', ')}`)
    if (isEndpoint(declared)) {
      declarations.endpoints.push({ name, file, tag: basename(dirname(file)), endpoint: declared })
    } else if (isJob(declared)) {
      declarations.jobs.push({ name, file, job: declared })
    } else {
      faults.push(`${file} must export ${name}, an endpoint or a job`)
    }
  }
  faults.push(...faultsOf(declarations))
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return declarations
}

/** @throws Error that names the place if the file, or one that it imports, cannot be loaded */
async function load(root: string, file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(join(root, file)).href)
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    // The first place outside of libraries. It is not always in this file.
    const place = stack.match(/file:\S+?\.ts:\d+/g)?.find(each => !each.includes('/node_modules/'))
    const at = place ? relative(root, place.replace('file://', '')) : file
    throw new Error(`${at}: ${message.replaceAll(`${root}/`, '')}`, { cause: error })
  }
}

async function functionFiles(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'functions'), { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

/** Faults between declarations, and in each of them. */
export function faultsOf({ endpoints, jobs }: Declarations): string[] {
  const faults: string[] = []
  const routes = new Map<string, string>()
  const names = new Map<string, string>()
  for (const { name, file } of [...endpoints, ...jobs]) {
    const other = names.get(name)
    if (other) faults.push(`${file} and ${other} have the same name`)
    names.set(name, file)
  }
  for (const { file, endpoint } of endpoints) {
    const route = `${endpoint.method} ${endpoint.path.replace(/\{[^}]+\}/g, '{}')}`
    const other = routes.get(route)
    if (other) faults.push(`${file} and ${other} are on the same route, ${route}`)
    routes.set(route, file)
    faults.push(...endpointFaults(endpoint).map(fault => `${file} ${fault}`))
  }
  return faults
}

function endpointFaults(endpoint: AnyEndpoint): string[] {
  const faults: string[] = []
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(match => String(match[1]))
  const inSchema = Object.keys(endpoint.params?.shape ?? {})
  for (const name of inPath) if (!inSchema.includes(name)) faults.push(`has no schema for {${name}}`)
  for (const name of inSchema)
    if (!inPath.includes(name)) faults.push(`has a schema for ${name}, which is not in its path`)
  for (const code of endpoint.errors)
    if (!(code in problems)) faults.push(`declares ${code}, which is not in the table`)
  const notFound = endpoint.errors.filter(code => problems[code]?.status === 404)
  if (inPath.length > 0 && notFound.length !== 1) {
    faults.push('needs exactly one error of status 404: the answer to a malformed id in the path')
  }
  if (endpoint.idempotent && (endpoint.auth === 'public' || endpoint.auth === 'optional')) {
    faults.push('takes an Idempotency-Key but no login: keys belong to an account')
  }
  return faults
}

function camelCase(kebab: string): string {
  return kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function isEndpoint(value: unknown): value is AnyEndpoint {
  return typeof value === 'object' && value !== null && 'handle' in value && 'method' in value
}

function isJob(value: unknown): value is Job {
  return typeof value === 'object' && value !== null && 'run' in value && 'schedule' in value
}

/** The endpoints that have their own route: all but preflight and notFound, which answer for every path. */
export function routesOf({ endpoints }: Declarations): DeclaredEndpoint[] {
  return endpoints.filter(({ endpoint }) => endpoint.method !== '*' && endpoint.method !== 'OPTIONS')
}

/** The endpoints that are part of the contract. */
export function contractOf(declarations: Declarations): DeclaredEndpoint[] {
  return routesOf(declarations).filter(({ endpoint }) => !endpoint.unlisted)
}
