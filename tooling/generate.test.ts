import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { idempotency } from '#shared/http/idempotency.ts'
import { typeOf } from './contract/client-operations.ts'
import { faultsOf, readDeclarations } from './contract/declarations.ts'
import { openapiDocument } from './contract/openapi.ts'
import { drift } from './generate.ts'

describe('what is generated', () => {
  it('is up to date with the declarations', async () => {
    expect([...(await drift(process.cwd())).keys()]).toEqual([])
  }, 30_000)
})

describe('declarations', () => {
  const at = (endpoint: AnyEndpoint, name = 'one') => ({
    name,
    file: `functions/x/${name}.ts`,
    tag: 'x',
    endpoint,
  })
  const endpoint = (path: `/${string}`, more: Partial<AnyEndpoint> = {}): AnyEndpoint => ({
    ...defineEndpoint({
      method: 'GET',
      path,
      summary: 'x',
      auth: 'public',
      success: { status: 204 },
      errors: [],
      handle: async () => undefined,
    }),
    ...more,
  })

  it('must not share a route or a name', () => {
    const endpoints = [at(endpoint('/x')), at(endpoint('/x'), 'two'), at(endpoint('/y'), 'two')]
    expect(faultsOf({ endpoints, jobs: [] })).toEqual([
      'functions/x/two.ts and functions/x/two.ts have the same name',
      'functions/x/two.ts and functions/x/one.ts are on the same route, GET /x',
    ])
  })

  it('need a schema and exactly one 404 for the parameters of a path', () => {
    const faults = faultsOf({ endpoints: [at(endpoint('/x/{id}'))], jobs: [] })
    expect(faults).toEqual([
      'functions/x/one.ts has no schema for {id}',
      'functions/x/one.ts needs exactly one error of status 404: the answer to a malformed id in the path',
    ])
    const params = z.strictObject({ id: z.string() })
    expect(
      faultsOf({ endpoints: [at(endpoint('/x/{id}', { params, errors: ['NotFound'] }))], jobs: [] }),
    ).toEqual([])
  })

  it('take an Idempotency-Key only with a login', () => {
    const faults = faultsOf({ endpoints: [at(endpoint('/x', { idempotent: idempotency }))], jobs: [] })
    expect(faults).toHaveLength(1)
  })
})

describe('the OpenAPI document', () => {
  it('describes a new folder of functions/ by its paths, and puts it last', async () => {
    const { endpoints, jobs } = await readDeclarations(process.cwd())
    const [first] = endpoints.filter(({ name }) => name === 'listReels')
    if (!first) throw new Error('There is no endpoint listReels')
    const moved = [...endpoints.filter(each => each !== first), { ...first, tag: 'comments' }]
    const { tags } = openapiDocument({ endpoints: moved, jobs })
    expect(tags.at(-1)).toEqual({ name: 'comments', description: '/reels' })
  })

  it('names the file and the field that it cannot describe', async () => {
    const { endpoints, jobs } = await readDeclarations(process.cwd())
    const body = z.strictObject({ items: z.array(z.strictObject({ at: z.string().transform(Number) })) })
    const success = { status: 200, body } as const
    const broken = endpoints.map(each =>
      each.name === 'listLikes' ? { ...each, endpoint: { ...each.endpoint, success } } : each,
    )
    expect(() => openapiDocument({ endpoints: broken, jobs })).toThrow(
      'functions/me/list-likes.ts: OpenAPI cannot describe `items.items.at` in its answer.',
    )
  })
})

describe('a schema as a type', () => {
  it.each([
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [
      { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'boolean' } }, required: ['a'] },
      '{ a: number; b?: boolean }',
    ],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'Record<string, string>'],
    [{ $ref: '#/components/schemas/Reel' }, 'Reel'],
    [{}, 'unknown'],
  ])('%j is %s', (schema, type) => {
    expect(typeOf(schema)).toBe(type)
  })
})
