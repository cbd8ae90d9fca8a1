const { readFile } = require('node:fs/promises')
const { join } = require('node:path')
const { parseSync } = require('oxc-parser')

// Making a schema of zod takes about 30 µs, and each file of schemas has some that a function does not use. esbuild leaves
// out what nothing uses if it knows that making it has no other effect, and it cannot know that of a chain of calls.
const unusedSchemas = {
  name: 'unused-schemas',
  setup(build) {
    // No file of this project does anything when it is imported but declare what it exports.
    build.onResolve({ filter: /^#(domains|shared)\// }, ({ path }) => ({
      path: join(process.cwd(), path.slice(1)),
      sideEffects: false,
    }))
    build.onLoad({ filter: /[/\\](domains|shared)[/\\].*\.ts$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8')
      if (!/^import \* as z from 'zod(\/mini)?'$/m.test(code)) return undefined
      return { contents: withPureSchemas(code), loader: 'ts' }
    })
  },
}

/** The same code, in which each schema at the top level is made by a function that is marked as pure. */
function withPureSchemas(code) {
  const { program } = parseSync('schemas.ts', code)
  const schemas = program.body
    .map(statement => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement))
    .flatMap(statement => (statement?.type === 'VariableDeclaration' ? statement.declarations : []))
    .flatMap(({ init }) => (init && beginsWithZ(init) ? [init] : []))
  let text = code
  for (const { start, end } of schemas.toReversed()) {
    const made = `/* @__PURE__ */ (() => ${text.slice(start, end)})()`
    text = text.slice(0, start) + made + text.slice(end)
  }
  return text
}

/** `z.string().max(3)` */
function beginsWithZ(expression) {
  let first = expression
  while (first.type === 'CallExpression' || first.type === 'MemberExpression') {
    first = first.type === 'CallExpression' ? first.callee : first.object
  }
  return first !== expression && first.type === 'Identifier' && first.name === 'z'
}

module.exports = { unusedSchemas, withPureSchemas }
