import * as z from 'zod'
import { refuse } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'

// Checked by `npm run typecheck`: each line below an `@ts-expect-error` must not compile.

const base = { method: 'GET', path: '/x', summary: 'x', errors: [] } as const
const Answer = z.strictObject({ answer: z.number() })

defineEndpoint({
  ...base,
  auth: 'public',
  errors: ['NotFound'],
  success: { status: 200, body: Answer },
  async handle({ fail }) {
    // @ts-expect-error the code is not declared
    return fail('ReelNotFound')
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  errors: ['NotFound'],
  success: { status: 200, body: Answer },
  async handle({ orFail }) {
    orFail(refuse('NotFound'))
    orFail(refuse('ValidationFailed'))
    // @ts-expect-error the domain refuses with a code that is not declared
    orFail(refuse('ReelNotFound'))
    return orFail(Math.random() < 0.5 ? { answer: 42 } : refuse('NotFound'))
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  success: { status: 200, body: Answer },
  // @ts-expect-error the output is not what is declared
  async handle() {
    return { answer: 'forty-two' }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  success: { status: 204 },
  async handle({ viewer }) {
    // @ts-expect-error nobody is logged in on a public endpoint
    viewer.id
  },
})

defineEndpoint({
  ...base,
  auth: 'optional',
  success: { status: 204 },
  async handle({ viewer }) {
    // @ts-expect-error perhaps nobody is logged in
    viewer.id
  },
})

defineEndpoint({
  ...base,
  auth: 'user',
  success: { status: 200, body: z.strictObject({ role: z.literal('user') }) },
  async handle({ viewer }) {
    return { role: viewer.role }
  },
})
