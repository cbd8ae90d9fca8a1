import { createRequire } from 'node:module'
import { expect, it } from 'vitest'

const { withWriter }: { withWriter(code: string, module: string | null): string } = createRequire(
  import.meta.url,
)('./written-answers.cjs')

const FUNCTION = `import { defineEndpoint } from '#shared/http/endpoint.ts'
const success = { body: Other }
export const listCafés = defineEndpoint({
  body: z.strictObject({ name: z.string() }),
  success: { status: 200, body: page(Café), ...(isPublic && { body: Other }), example: { items: [{ name: '🌊' }] } },
  async handle() {
    return { success: { body: 1, example: 2 } }
  },
})
`

it('replaces the schema of the answer, and nothing else', () => {
  expect(withWriter(FUNCTION, 'writer')).toBe(
    `import { write } from 'writer'\n${FUNCTION.replace('body: page(Café)', 'body: true, write').replace(
      "example: { items: [{ name: '🌊' }] }",
      'example: undefined',
    )}`,
  )
})

it('keeps the schema if there is no code for it', () => {
  expect(withWriter(FUNCTION, null)).toBe(
    FUNCTION.replace("example: { items: [{ name: '🌊' }] }", 'example: undefined'),
  )
})

it('leaves a file that declares no endpoint as it is', () => {
  const job = 'export const sweep = defineJob({ success: { body: 1 } })\n'
  expect(withWriter(job, null)).toBe(job)
})
