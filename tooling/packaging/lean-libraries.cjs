const { readFile } = require('node:fs/promises')
const { parseAsync, transformFromAstAsync } = require('@babel/core')
const { inlineRequiresPlugin } = require('metro-transform-plugins')
const { minify } = require('terser')

// A cold start reads and runs all of its libraries. Mongoose and the driver have 450 modules, and half of them are not
// used before the first answer. With this plugin a module of a library runs when it is first used, as in React Native,
// and variables get short names. Functions and classes keep their names: stack traces stay readable, and Mongoose reads
// the names of classes.
const leanLibraries = {
  name: 'lean-libraries',
  setup(build) {
    build.onLoad({ filter: /node_modules\/.*\.[cm]?js$/ }, async ({ path }) => {
      // Every function of a build gets the same.
      if (!prepared.has(path)) prepared.set(path, prepare(path))
      return { contents: await prepared.get(path), loader: 'js' }
    })
  },
}

const prepared = new Map()

async function prepare(path) {
  const code = await readFile(path, 'utf8')
  const options = { filename: path, configFile: false, babelrc: false, compact: false }
  const tree = await parseAsync(code, { ...options, sourceType: 'unambiguous' })
  const isModule = tree.program.sourceType === 'module'
  const lazy = isModule
    ? { code }
    : await transformFromAstAsync(tree, code, {
        ...options,
        plugins: [inlineRequiresPlugin],
      })
  const short = await minify(lazy.code, {
    module: isModule,
    toplevel: true,
    compress: false,
    mangle: true,
    keep_classnames: true,
    keep_fnames: true,
    // esbuild drops calls that are marked as pure and not used.
    format: { comments: 'some', preserve_annotations: true },
  })
  return short.code
}

module.exports = leanLibraries
