const { readFile } = require('node:fs/promises')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { parseSync } = require('oxc-parser')

// It takes time at each start to make the schema of an answer, and at each answer to ask it. A packaged function has code
// instead, which is made from the schema here. The example of the answer is for the document only.
const writtenAnswers = {
  name: 'written-answers',
  setup(build) {
    const functions = new RegExp(`^${RegExp.escape(join(process.cwd(), 'functions'))}[/\\\\].*\\.ts$`)
    build.onLoad({ filter: functions, namespace: 'file' }, async ({ path }) => {
      const code = await readFile(path, 'utf8')
      const writer = await writerOf(path)
      return { contents: withWriter(code, writer && ANSWER), loader: 'ts' }
    })
    build.onResolve({ filter: new RegExp(`^${ANSWER}$`) }, ({ importer }) => ({
      path: importer,
      namespace: ANSWER,
    }))
    build.onLoad({ filter: /.*/, namespace: ANSWER }, async ({ path }) => ({
      contents: await writerOf(path),
      loader: 'js',
    }))
  },
}

const ANSWER = 'written-answer'

/** The code that writes the answers of a function; null if zod checks them. */
async function writerOf(path) {
  const { answerWriter } = await import('./answer-writer.ts')
  const exported = await import(pathToFileURL(path).href)
  const { success } = Object.values(exported).find(one => one.success) ?? {}
  // Text and bytes are sent as they are.
  const isJson = success?.body && !success.contentType && !success.packed
  return isJson ? answerWriter(success.body) : null
}

/** The code of a function without the example of its answer. With `module`, its `write` stands for the schema. */
function withWriter(code, module) {
  const { program } = parseSync('function.ts', code)
  const success = declared(program)?.find(({ key }) => key?.name === 'success')?.value.properties ?? []
  let text = code
  for (const { key, start, end } of success.toReversed()) {
    if (key?.name === 'example') text = `${text.slice(0, start)}example: undefined${text.slice(end)}`
    if (key?.name === 'body' && module) text = `${text.slice(0, start)}body: true, write${text.slice(end)}`
  }
  return module ? `import { write } from '${module}'\n${text}` : text
}

/** The properties of what `defineEndpoint` is given. */
function declared({ body }) {
  const declarations = body.flatMap(({ declaration }) => declaration?.declarations ?? [])
  const made = declarations.find(({ init }) => init?.callee?.name === 'defineEndpoint')
  return made?.init.arguments[0]?.properties
}

module.exports = { writtenAnswers, withWriter }
