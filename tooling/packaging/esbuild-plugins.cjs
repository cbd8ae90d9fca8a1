const { readFile } = require('node:fs/promises')
const { builtinModules } = require('node:module')
const { writtenAnswers } = require('./answers/written-answers.cjs')
const leanLibraries = require('./lean-libraries.cjs')
const { leftOut } = require('./left-out.cjs')
const { unusedSchemas } = require('./unused-schemas.cjs')

// An ES module that imports a module of Node reads each of its getters. Those of `node:http` load undici, 25 ms of each
// cold start, and those of `node:crypto` all of WebCrypto. `require` reads none.
// https://github.com/nodejs/node/issues/59686
const nodeThroughRequire = {
  name: 'node-through-require',
  setup(build) {
    const names = new Set(builtinModules.flatMap(name => [name, `node:${name}`]))
    build.onResolve({ filter: /^(node:)?[a-z_/]+$/ }, args => {
      if (args.kind !== 'import-statement' || !names.has(args.path)) return undefined
      return { path: args.path, namespace: 'through-require' }
    })
    build.onLoad({ filter: /.*/, namespace: 'through-require' }, args => ({
      contents: `module.exports = require(${JSON.stringify(args.path)})`,
      loader: 'js',
    }))
  },
}

// The driver needs http for the metadata of other clouds, and Middy for the names of status codes. The logger needs
// crypto to choose which lines it samples. An answer may have to be compressed. Each is loaded when something of it is used.
const modulesWhenUsed = {
  name: 'modules-when-used',
  setup(build) {
    build.onResolve({ filter: /^(node:)?(crypto|https?|zlib)$/ }, args => {
      if (args.namespace === 'when-used') return undefined
      return { path: args.path, namespace: 'when-used' }
    })
    build.onLoad({ filter: /.*/, namespace: 'when-used' }, args => {
      const module = JSON.stringify(args.path)
      const names = JSON.stringify(Object.keys(require(args.path)))
      const contents = `
        for (const name of ${names})
          Object.defineProperty(exports, name, { enumerable: true, get: () => require(${module})[name] })`
      return { contents, loader: 'js' }
    })
  },
}

// The driver prepares passwords by RFC 4013, with tables of Unicode that it unpacks when it is loaded. RFC 4013 leaves
// printable ASCII unchanged, so the tables are loaded only for other passwords.
const asciiPasswords = {
  name: 'ascii-passwords',
  setup(build) {
    build.onResolve({ filter: /^@mongodb-js\/saslprep$/ }, args => {
      if (args.namespace === 'ascii-passwords') return undefined
      const full = require.resolve(args.path, { paths: [args.resolveDir] })
      return { path: full, namespace: 'ascii-passwords' }
    })
    build.onLoad({ filter: /.*/, namespace: 'ascii-passwords' }, args => ({
      contents: `
        exports.saslprep = (text, options) =>
          /^[\x20-\x7e]*$/.test(text) ? text : require(${JSON.stringify(args.path)}).saslprep(text, options)`,
      loader: 'js',
      resolveDir: process.cwd(),
    }))
  },
}

// The driver reads connection strings with a package that reimplements the URL class of browsers: 310 kB and 15 ms
// with its tables of Unicode. Node has the class.
const urlOfNode = {
  name: 'url-of-node',
  setup(build) {
    build.onResolve({ filter: /^whatwg-url$/ }, args => ({ path: args.path, namespace: 'of-node' }))
    build.onLoad({ filter: /.*/, namespace: 'of-node' }, () => ({
      contents: 'module.exports = { URL, URLSearchParams }',
      loader: 'js',
    }))
  },
}

// jsonwebtoken uses semver (46 kB) to check that Node is newer than 6.12, 15.7 and 16.9.
const newerThanSixteen = {
  name: 'newer-than-sixteen',
  setup(build) {
    const questions = /jsonwebtoken\/lib\/(asymmetricKeyDetails|rsaPssKeyDetails|ps)Supported\.js$/
    build.onLoad({ filter: questions }, () => ({ contents: 'module.exports = true', loader: 'js' }))
  },
}

// Libraries read only their own version from it.
const packageVersions = {
  name: 'package-versions',
  setup(build) {
    build.onLoad({ filter: /node_modules\/.*\/package\.json$/ }, args => {
      const { name, version } = require(args.path)
      return { contents: JSON.stringify({ name, version }), loader: 'json' }
    })
  },
}

// V8 reads a large object faster as JSON than as code. https://v8.dev/blog/cost-of-javascript-2019#json
const largeObjectsAsJson = {
  name: 'large-objects-as-json',
  setup(build) {
    build.onLoad({ filter: /[/\\]generated[/\\][^/\\]+\.json$/ }, async ({ path }) => {
      const json = JSON.stringify(JSON.parse(await readFile(path, 'utf8')))
      return { contents: `export default JSON.parse(${JSON.stringify(json)})`, loader: 'js' }
    })
  },
}

module.exports = [
  modulesWhenUsed,
  nodeThroughRequire,
  asciiPasswords,
  urlOfNode,
  newerThanSixteen,
  packageVersions,
  leftOut,
  largeObjectsAsJson,
  unusedSchemas,
  writtenAnswers,
  // [107 lean] Last, so that it leaves the replacements of the others as they are.
  leanLibraries,
]
