import type { Import } from './import-graph.ts'
import { readImports } from './import-graph.ts'

interface Rule {
  from: RegExp
  to: RegExp
  /** What to do instead. */
  instead: string
}

const PRODUCT = /^(functions|domains|shared)\//

const RULES: readonly Rule[] = [
  {
    from: /^functions\//,
    to: /^functions\//,
    instead: 'Each file in functions/ is one Lambda. Move what two of them need to a domain.',
  },
  {
    from: /^functions\//,
    to: /^domains\/.*[/-](models?|collections)\.ts$/,
    instead: 'A function does not query. Add a function to the domain that reads or writes what you need.',
  },
  {
    from: /^domains\//,
    to: /^functions\//,
    instead: 'Move what both need to the domain.',
  },
  {
    from: /^domains\//,
    to: /^shared\/http\//,
    instead:
      'A domain does not know HTTP. Return a refusal and let the endpoint pass it to `orFail`; words that both need belong in shared/contract.',
  },
  {
    from: /^domains\/(?!feed\/|search\/|deletion\/|upkeep\/)/,
    to: /^domains\/(feed|search|deletion|upkeep)\//,
    instead:
      'feed, search, deletion and upkeep know the other domains, not the other way round. Move the code that needs both up, or what it needs down.',
  },
  {
    from: /^domains\/(feed|deletion)\//,
    to: /^domains\/upkeep\//,
    instead: 'upkeep is the highest domain. Move what both need to the domain whose data it is.',
  },
  {
    from: /^shared\//,
    to: /^(functions|domains)\//,
    instead:
      'shared/ knows nothing of the product. Move the code to a domain, or hand over what it needs as an argument.',
  },
  {
    from: /^shared\/(sessions|contract|runtime)\//,
    to: /^shared\/http\//,
    instead:
      'http is the highest floor of shared/. Move what both need to shared/contract, or to shared/runtime if it is not part of the contract.',
  },
  {
    from: /^shared\/(contract|runtime)\//,
    to: /^shared\/sessions\//,
    instead: 'sessions stands above contract and runtime. Move what both need to shared/contract.',
  },
  {
    from: /^shared\/runtime\//,
    to: /^shared\/contract\//,
    instead: 'runtime is the lowest floor. Move what both need to shared/runtime.',
  },
  {
    from: PRODUCT,
    to: /^(local|packages|tests|bench|web|tooling)\//,
    instead:
      'What is deployed does not use what surrounds it. Move what both need to functions, domains or shared.',
  },
  {
    from: /^web\//,
    to: /^(?!web\/|packages\/client\/)/,
    instead: 'The player knows the product only through its API: use `#client`.',
  },
  {
    from: /^tooling\//,
    to: /^(local|tests|bench|web)\//,
    instead: 'Tools serve these folders and do not use them. Move what both need to tooling/.',
  },
  {
    from: /^local\//,
    to: /^(tests|bench)\//,
    instead: 'Tests and benches use local/. Move what both need to local/.',
  },
  {
    from: /^bench\//,
    to: /^tests\//,
    instead: 'Move what tests and benches both need to local/.',
  },
  {
    from: /^tests\//,
    to: /^bench\//,
    instead: 'Move what tests and benches both need to local/.',
  },
]

/** What the servers that stand in for a service share. It is a package, too, and knows none of them. */
const STAND_IN = 'packages/stand-in/index.ts'
const STANDING_IN = ['packages/imagekit-server/', 'packages/stripe-server/']

const FLOORS = /^shared\/(http|sessions|contract|runtime)\//

/** What breaks a rule, a sentence each with what to do instead. */
export function brokenRules(imports: readonly Import[]): string[] {
  const broken = imports.flatMap(({ from, to, typeOnly }) => {
    // The product may be typed by its own client.
    if (typeOnly && PRODUCT.test(from) && to.startsWith('packages/client/')) return []
    const rule = RULES.find(rule => rule.from.test(from) && rule.to.test(to))
    if (rule) return [`${from} imports ${to}. ${rule.instead}`]
    if (leavesItsPackage(from, to))
      return [`${from} imports ${to}. A package stands alone: declare a dependency, or pass it in.`]
    return []
  })
  const outside = new Set(imports.flatMap(({ from, to }) => [from, to]).filter(isOnNoFloor))
  return [
    ...broken,
    ...[...outside].map(
      file =>
        `${file} is on no floor. Move it to shared/http, shared/sessions, shared/contract or shared/runtime.`,
    ),
  ]
}

/** Circles of files, and of the folders directly below functions/, domains/, shared/, web/ and the like. */
export function circles(imports: readonly Import[]): string[] {
  const files = circlesIn(imports).map(
    circle => `Files import each other: ${circle.join(' → ')}. Move what they share to a file of its own.`,
  )
  const between = imports
    // A test may use what stands above the code that it tests, a running server for example.
    .filter(({ from }) => !from.includes('.test'))
    .map(({ from, to }) => ({ from: folderOf(from), to: folderOf(to) }))
    .filter(({ from, to }) => from !== to)
  const folders = circlesIn(between).map(circle => {
    const steps = circle.slice(1).map((to, index) => {
      const step = imports.find(one => folderOf(one.from) === circle[index] && folderOf(one.to) === to)
      return `\n    ${step?.from} imports ${step?.to}`
    })
    return `Folders import each other: ${circle.join(' → ')}. Move what is used to the lower of them:${steps.join('')}`
  })
  return [...files, ...folders]
}

function leavesItsPackage(from: string, to: string): boolean {
  const [folder] = /^packages\/[^/]+\//.exec(from) ?? []
  if (folder === undefined || to.startsWith(folder)) return false
  return to !== STAND_IN || !STANDING_IN.includes(folder)
}

function isOnNoFloor(file: string): boolean {
  return file.startsWith('shared/') && !FLOORS.test(file)
}

/** `domains/reels`, `packages/client/types`. A file beside such folders counts as a folder of its own. */
function folderOf(file: string): string {
  return /^(packages\/[^/]+|[^/]+)\/[^/]+(?=\/)/.exec(file)?.[0] ?? file
}

/** For each node the shortest circle through it, if it is not in one that was found before. */
function circlesIn(edges: readonly { from: string; to: string }[]): string[][] {
  const next = new Map<string, Set<string>>()
  for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set()).add(to))
  const found: string[][] = []
  const done = new Set<string>()
  for (const start of [...next.keys()].sort()) {
    if (done.has(start)) continue
    const circle = shortestCircle(start, next)
    if (!circle) continue
    found.push(circle)
    for (const node of circle) done.add(node)
  }
  return found
}

function shortestCircle(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const paths: string[][] = [[start]]
  const seen = new Set<string>()
  for (const path of paths) {
    for (const node of next.get(String(path.at(-1))) ?? []) {
      if (node === start) return [...path, start]
      if (seen.has(node)) continue
      seen.add(node)
      paths.push([...path, node])
    }
  }
  return null
}

// `npm run lint:imports`
if (import.meta.main) {
  const imports = readImports(process.cwd())
  const faults = [...brokenRules(imports), ...circles(imports)]
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
  else console.log(`${imports.length} imports keep the rules`)
}
