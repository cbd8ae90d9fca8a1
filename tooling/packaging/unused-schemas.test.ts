import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const { withPureSchemas }: { withPureSchemas(code: string): string } = createRequire(import.meta.url)(
  './unused-schemas.cjs',
)

const SCHEMAS = `import * as z from 'zod'
const limit = 3
/** Used by another one. */
const Part = z.string().max(limit).meta({ title: 'ein Café 🌊' })
export const Used = z.strictObject({ part: Part }).meta({ id: 'Used' })
export const Unused = z.array(z.number().meta({ title: 'of no use' }))
export const made = [Used].map(schema => schema.safeParse({ part: 'sea' }).success)
export type Used = z.infer<typeof Used>
`

it('marks the schemas of a file, and nothing else', () => {
  const marked = withPureSchemas(SCHEMAS)
  expect(marked.match(/@__PURE__/g)).toHaveLength(3)
  expect(marked).toContain('export const Unused = /* @__PURE__ */ (() => z.array(z.number()')
  expect(marked).toContain('export const made = [Used].map(')
  expect(marked.replaceAll(/\/\* @__PURE__ \*\/ \(\(\) => (.*)\)\(\)$/gm, '$1')).toBe(SCHEMAS)
})

// esbuild is told that it may leave out any file of which nothing is used.
it('finds no file that is imported only for what it does', () => {
  const files = globSync('{functions,domains,shared}/**/*.ts')
  expect(files.length).toBeGreaterThan(300)
  expect(files.filter(file => /^import ['"]/m.test(readFileSync(file, 'utf8')))).toEqual([])
})

it('keeps the schemas that are used, and drops the others', async () => {
  const bundled = async (contents: string) => {
    const { outputFiles } = await build({
      stdin: {
        contents: `${contents}\nexport const fits = Used.safeParse({ part: 'sea' }).success`.replaceAll(
          'export const Unused',
          'const Unused',
        ),
        loader: 'ts',
        resolveDir: process.cwd(),
      },
      ...{ bundle: true, write: false, format: 'cjs', platform: 'node', external: ['zod'], charset: 'utf8' },
    })
    return outputFiles[0]?.text ?? ''
  }
  expect(await bundled(SCHEMAS)).toContain('of no use')
  const text = await bundled(withPureSchemas(SCHEMAS))
  expect(text).not.toContain('of no use')
  expect(text).toContain('Café')
})
