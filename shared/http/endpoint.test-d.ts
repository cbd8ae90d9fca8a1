import * as z from 'zod'
import * as mini from 'zod/mini'
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

defineEndpoint({
  ...base,
  auth: 'public',
  success: { status: 200, body: z.strictObject({ of: z.array(Answer.nullable().optional()) }) },
  async handle() {
    return { of: [{ answer: 42 }, null] }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  // @ts-expect-error the answer has a transform in it
  success: { status: 200, body: z.strictObject({ words: z.array(z.string().transform(Number)).optional() }) },
  async handle() {
    return { words: ['42'] }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  // @ts-expect-error JSON has no dates
  success: { status: 200, body: z.union([Answer, z.strictObject({ at: z.date().nullable() })]) },
  async handle() {
    return { at: new Date() }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  // @ts-expect-error a schema of zod/mini has a transform in it
  success: { status: 200, body: mini.strictObject({ a: mini.pipe(mini.string(), mini.transform(Number)) }) },
  async handle() {
    return { a: '42' }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  success: { status: 200, body: Answer, packed: true },
  async handle() {
    return { gzip: 'H4sIAAAA' }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  success: { status: 200, body: Answer, packed: true },
  // @ts-expect-error what is declared as packed is not packed
  async handle() {
    return { answer: 42 }
  },
})

defineEndpoint({
  ...base,
  auth: 'public',
  success: { status: 200, body: Answer },
  // @ts-expect-error it is packed, and the declaration does not say so
  async handle() {
    return { gzip: 'H4sIAAAA' }
  },
})
