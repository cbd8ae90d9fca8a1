import { describe, expect, it, vi } from 'vitest'
import type { AnyEndpoint, Call } from '#shared/http/call.ts'
import { endOfColdStart } from '#shared/http/parsing.ts'
import { Problem } from '#shared/http/problem.ts'
import { validateInput } from '#shared/http/validate.ts'
import { type Leaf, leavesOf, operationOf, withBody, withValue } from '../setup/contract/contract.ts'
import { validBodies } from '../setup/contract/valid-bodies.ts'

// Where buyers and partners may come back to.
vi.stubEnv('ALLOWED_ORIGINS', 'http://localhost:4000')

/** The messages for a body, by path. */
function faultsOf({ params: _, ...endpoint }: AnyEndpoint, body: unknown): Record<string, string> {
  const call = { endpoint, event: { body, headers: {} } }
  try {
    validateInput(call as unknown as Call)
    return {}
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return Object.fromEntries((error.errors ?? []).map(({ path, message }) => [path, message]))
  }
}

const TEXTS = [5, 4.99, true, ['a'], { a: 1 }]
const NUMBERS = ['499', '', true, [1], { a: 1 }]
const SWITCHES = ['true', '', 1, [true], { a: 1 }]

function wrongFor({ schema }: Leaf): unknown[] {
  if (schema.type === 'boolean') return SWITCHES
  return schema.type === 'string' ? TEXTS : NUMBERS
}

describe.each([
  ['the first', () => undefined],
  ['every other', endOfColdStart],
])('%s request of a container', (_, begin) => {
  it.for(withBody)(
    'to $name says of a wrong type what is wrong with it',
    ({ name, endpoint, ...declared }) => {
      begin()
      const media = operationOf({ endpoint, ...declared }).requestBody?.content['application/json']
      const valid = validBodies[name]?.()
      expect(faultsOf(endpoint, valid)).toEqual({})
      for (const leaf of leavesOf(media?.schema ?? {})) {
        for (const wrong of wrongFor(leaf)) {
          const faults = faultsOf(endpoint, withValue(valid, leaf.path, wrong))
          const messages = Object.entries(faults).map(([path, message]) => `${path} ${message}`)
          expect(messages.join(), `${leaf.path} = ${JSON.stringify(wrong)}`).toMatch(/ is not /)
          expect(messages.join()).not.toMatch(/missing|expected|received|Invalid/)
        }
      }
      for (const whole of [null, 5, 'text', [valid]]) {
        expect(faultsOf(endpoint, whole)).toEqual({ '': 'is not an object' })
      }
    },
  )

  it.for(withBody.filter(({ endpoint }) => endpoint.body?.safeParse({}).success === false))(
    'to $name says of what is missing, and of nothing else, that it is missing',
    ({ endpoint, name }) => {
      begin()
      const required = Object.keys(validBodies[name]?.() as object)
      const faults = Object.entries(faultsOf(endpoint, {}))
      expect(faults.length).toBeGreaterThan(0)
      for (const [path, message] of faults) expect([path, message]).toEqual([path, 'is missing'])
      for (const [path] of faults) expect(required).toContain(path)
    },
  )
})

it('a number that was written as text, a fraction and a text for a list are told apart', () => {
  const createUpload = withBody.find(({ name }) => name === 'createUpload')?.endpoint
  if (!createUpload) throw new Error('createUpload takes a body')
  const valid = validBodies['createUpload']?.()
  const messageOf = (path: string, value: unknown) =>
    Object.values(faultsOf(createUpload, withValue(valid, path, value)))
  expect(messageOf('price.amount', '499')).toEqual(['is not a number'])
  expect(messageOf('price.amount', 4.99)).toEqual(['is not a whole number'])
  expect(messageOf('price.amount', null)).toEqual(['is not a number'])
  expect(messageOf('file.sizeBytes', 5.5)).toEqual(['is not a whole number'])
  expect(messageOf('title', 5)).toEqual(['is not a string'])
  expect(messageOf('tags', 'a,b')).toEqual(['is not an array'])
  expect(messageOf('price', 'free')).toEqual(['is not an object'])
})
