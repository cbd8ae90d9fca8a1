// In an ES module `import 'node:http'` reads every lazy getter of the module and so loads undici: 25 ms of
// each cold start. The same through `require` takes 3 ms. https://github.com/nodejs/node/issues/59686
const httpThroughRequire = {
  name: 'http-through-require',
  setup(build) {
    build.onResolve({ filter: /^(node:)?https?$/ }, args => {
      if (args.kind !== 'import-statement') return undefined
      return { path: args.path, namespace: 'through-require' }
    })
    build.onLoad({ filter: /.*/, namespace: 'through-require' }, args => ({
      contents: `module.exports = require(${JSON.stringify(args.path)})`,
      loader: 'js',
    }))
  },
}

// The driver reads connection strings with a package that is the URL class of browsers once more: 310 kB and
// 15 ms with the tables of Unicode that it brings. Node has the class.
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

// jsonwebtoken asks semver, 46 kB of it, whether this Node is newer than 6.12, 15.7 and 16.9.
const newerThanSixteen = {
  name: 'newer-than-sixteen',
  setup(build) {
    const questions = /jsonwebtoken\/lib\/(asymmetricKeyDetails|rsaPssKeyDetails|ps)Supported\.js$/
    build.onLoad({ filter: questions }, () => ({ contents: 'module.exports = true', loader: 'js' }))
  },
}

// Libraries read their own version there, and nothing else.
const packageVersions = {
  name: 'package-versions',
  setup(build) {
    build.onLoad({ filter: /node_modules\/.*\/package\.json$/ }, args => {
      const { name, version } = require(args.path)
      return { contents: JSON.stringify({ name, version }), loader: 'json' }
    })
  },
}

module.exports = [httpThroughRequire, urlOfNode, newerThanSixteen, packageVersions]
