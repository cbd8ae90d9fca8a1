import { join } from 'node:path'
import type { Plugin, ResolvedConfig, Rolldown } from 'vite'

const WEB = join(import.meta.dirname, '..')
/** The first script of a page, and the one that it loads. */
const START = join(WEB, 'start.ts')
const MAIN = join(WEB, 'main.tsx')

/**
 * Lets a browser paint the skeleton of index.html with its first answer: the styles are in the page itself. What the first
 * script asks for is already on its way then, in one file.
 */
export function firstPaint(): Plugin {
  let origins: string[] = []
  return {
    name: 'first-paint',
    apply: 'build',
    config: () => ({
      build: {
        rolldownOptions: {
          output: { codeSplitting: { groups: [oneFile()], includeDependenciesRecursively: false } },
        },
      },
    }),
    configResolved(config) {
      origins = ['VITE_API_URL', 'VITE_MEDIA_URL'].flatMap(name => originIn(config, name))
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return html
        const before = origins.map(origin => `<link rel="preconnect" href="${origin}">`).join('')
        const main = `<link rel="modulepreload" crossorigin href="/${fileOf(MAIN, bundle)}">`
        return withStyles(html, bundle).replace(
          /<script type="module"(.*<\/script>)/,
          // A page would flash in another colour if it was painted before the script that knows which page it is.
          `${before}<script type="module" blocking="render"$1${main}`,
        )
      },
    },
  }
}

function originIn({ define = {}, env }: ResolvedConfig, name: string): string[] {
  const defined: string | undefined = define[`import.meta.env.${name}`]
  const url = defined ? JSON.parse(defined) : env[name]
  return url ? [new URL(url).origin] : []
}

function withStyles(html: string, bundle: Rolldown.OutputBundle): string {
  return html.replace(/<link rel="stylesheet"[^>]* href="\/([^"]+)">/g, (link, file: string) => {
    const asset = bundle[file]
    if (asset?.type !== 'asset') return link
    delete bundle[file]
    // Otherwise a page that is loaded later asks for the file, and fails without it.
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk') chunk.viteMetadata?.importedCss.delete(file)
    return `<style>${asset.source}</style>`
  })
}

type Graph = Pick<Rolldown.PluginContext, 'getModuleInfo'>

/** Everything that the player starts with. Later pages share parts of it, and would split it into many small files. */
function oneFile(): Rolldown.CodeSplittingGroup {
  let modules: Set<string> | undefined
  return {
    name(id, graph) {
      modules ??= modulesOf(graph)
      return modules.has(id) ? 'player' : null
    },
  }
}

function modulesOf(graph: Graph): Set<string> {
  const modules = neededBy(MAIN, graph)
  for (const early of neededBy(START, graph)) modules.delete(early)
  return modules
}

function neededBy(first: string, graph: Graph): Set<string> {
  const found = new Set([first])
  // A set also visits what is added to it on the way.
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

/** The file that a module has come into. */
function fileOf(module: string, bundle: Rolldown.OutputBundle): string {
  const chunks = Object.values(bundle).filter(file => file.type === 'chunk')
  const chunk = chunks.find(({ moduleIds }) => moduleIds.includes(module))
  if (!chunk) throw new Error(`No file has ${module}`)
  return chunk.fileName
}
