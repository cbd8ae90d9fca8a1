import { capital, type Plan } from './plan.ts'

const TITLE = 'text({ min: 1, max: 100 })'

/** A declaration that compiles and answers, before there is a query. */
export function declaration({ method, path, auth, name, words, params, takesBody, answers }: Plan): string {
  const fields = [
    ...(params.length > 0 ? ['Id'] : []),
    ...(answers === 'nothing' ? [] : ['shownText']),
    ...(takesBody ? ['text'] : []),
  ]
  const [given, gives] = takesBody ? ['{ body }', 'body.title'] : ['', "'Morning waves'"]
  const title = "shownText(100).meta({ examples: ['Morning waves'] })"
  const body = {
    items: `z.strictObject({ items: z.array(${title}).meta({ maxItems: 100 }) })`,
    one: `z.strictObject({ title: ${title} })`,
    nothing: null,
  }[answers]
  const status = { items: 200, one: method === 'POST' ? 201 : 200, nothing: 204 }[answers]
  const needsZod = body !== null || params.length > 0 || takesBody
  return `${needsZod ? "import * as z from 'zod'\n" : ''}${
    fields.length > 0 ? `import { ${fields.join(', ')} } from '#shared/contract/fields.ts'\n` : ''
  }import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const ${name} = defineEndpoint({
  method: '${method}',
  path: '${path}',
  summary: '${capital(words)}',
  description: 'What a caller must know, in a sentence or two.',
  auth: '${auth}',
${params.length > 0 ? `  params: z.strictObject({ ${params.map(each => `${each}: Id`).join(', ')} }),\n` : ''}${
  takesBody ? `  body: z.strictObject({ title: ${TITLE}.meta({ examples: ['Morning waves'] }) }),\n` : ''
}  success: { status: ${status}${body ? `, body: ${body}` : ''} },
  errors: [${params.length > 0 ? "'NotFound'" : ''}],

  async handle(${given}) {${
    {
      items: `\n    return { items: [${gives}] }\n  `,
      one: `\n    return { title: ${gives} }\n  `,
      nothing: '',
    }[answers]
  }},
})

export const handler = lambda(${name})
`
}

/** A test of what the declaration answers. */
export function firstTest(plan: Plan): string {
  const { auth, name, method, path, answers } = plan
  const person = {
    public: 'stranger',
    optional: 'stranger',
    user: 'newUser',
    partner: 'newPartner',
    account: 'newUser',
  }[auth]
  const api = person === 'stranger' ? 'stranger()' : `await ${person}()`
  const expected = {
    items: "toEqual({ items: ['Morning waves'] })",
    one: "toEqual({ title: 'Morning waves' })",
    nothing: 'toBeUndefined()',
  }[answers]
  return `import { expect, it } from 'vitest'
import { expectOk, ${person} } from '../setup/people/people.ts'

it('answers ${method} ${path}', async () => {
  const { api } = ${api}
  expect(expectOk(await api.${name}(${inputOf(plan)}))).${expected}
})
`
}

/** What a method of the client takes. */
export function inputOf({ params, takesBody }: Plan): string {
  const ids = params.map(each => `${each}: '0'.repeat(24)`)
  const parts = [
    ...(params.length > 0 ? [`params: { ${ids.join(', ')} }`] : []),
    ...(takesBody ? ["body: { title: 'Morning waves' }"] : []),
  ]
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : ''
}
