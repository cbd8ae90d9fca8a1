const { readFile } = require('node:fs/promises')
const { parseAsync, transformFromAstAsync } = require('@babel/core')
const { inlineRequiresPlugin } = require('metro-transform-plugins')
const { minify } = require('terser')

// What a cold start has of libraries is to read and to run them as a whole: Mongoose and the driver are 450 modules,
// and half of them nobody asks before the first answer. Here a module of theirs runs when something of it is used
// for the first time, as React Native has done it for years, and variables have short names. Functions and classes
// keep theirs: stack traces stay readable, and Mongoose asks for names of classes.
const leanLibraries = {
  name: 'lean-libraries',
  setup(build) {
    build.onLoad({ filter: /node_modules\/.*\.[cm]?js$/ }, async ({ path }) => {
      // The same for every function of a build.
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
    // esbuild drops what is marked as pure and not used.
    format: { comments: 'some', preserve_annotations: true },
  })
  return short.code
}

module.exports = leanLibraries
