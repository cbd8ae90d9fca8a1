import { describe, expect, it } from 'vitest'
import { contract, named, operationOf } from '../setup/contract/contract.ts'
import { misfitOf } from '../setup/contract/document-check.ts'
import { validBodies } from '../setup/contract/valid-bodies.ts'
import { type Answer, outcomeOf, request } from '../setup/gateway/requests.ts'
import { newPartner, newUser, stranger } from '../setup/people/people.ts'

describe('how many attempts are left', () => {
  const limited = contract.filter(
    // An id in a path could name nothing, which is told before anything is counted.
    ({ endpoint }) => endpoint.errors.includes('TooManyRequests') && !endpoint.params,
  )

  it.each(limited)('is in the answer of $name if an attempt was counted, and only then', async declared => {
    const { endpoint, name } = declared
    const isPublic = endpoint.auth === 'public'
    const person = isPublic ? stranger() : await (endpoint.auth === 'partner' ? newPartner() : newUser())
    const body = validBodies[name]?.()
    const answers: Answer[] = []
    // A valid body twice, an invalid one, and one that is not JSON.
    for (const sent of [body, body, {}, '{']) {
      answers.push(await request(endpoint.method, endpoint.path, { body: sent, fetch: person.browser.fetch }))
    }
    for (const [sent, answer] of answers.entries()) {
      expect(misfitOf(endpoint, operationOf(declared), answer), outcomeOf(answer)).toBeNull()
      const isDeclared = answer.code === '' || endpoint.errors.some(code => code === answer.code)
      // What is not valid is refused before it is counted, unless only the function can see what is wrong with it.
      const isValid = answer.code !== 'MalformedJson' && (answer.code !== 'ValidationFailed' || sent < 2)
      const isCounted = isPublic ? isDeclared : isValid && answer.code !== 'NotAuthenticated'
      expect(answer.headers.has('ratelimit'), outcomeOf(answer)).toBe(isCounted)
    }
  })

  it('is 0 after too many', async () => {
    const declared = named('resetPassword')
    const { fetch } = stranger().browser
    const body = validBodies['resetPassword']?.()
    const answers: Answer[] = []
    while (answers.at(-1)?.status !== 429 && answers.length < 100) {
      answers.push(await request('POST', declared.endpoint.path, { body, fetch }))
    }
    const [before, last] = answers.slice(-2)
    expect(before?.headers.get('ratelimit')).toMatch(/^"reset";r=0;t=\d+$/)
    expect(last?.headers.get('ratelimit')).toMatch(/^"reset";r=0;t=\d+$/)
    for (const answer of answers)
      expect(misfitOf(declared.endpoint, operationOf(declared), answer)).toBeNull()
  })
})

it('a request that arrives while the first with its key is in progress gets a Retry-After', async () => {
  const declared = named('createReel')
  const { browser } = await newPartner()
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const body = validBodies['createReel']?.()
  const send = () => request('POST', '/reels', { body, headers, fetch: browser.fetch })
  const answers = await Promise.all(Array.from({ length: 5 }, send))
  expect(answers.map(({ code }) => code)).toContain('RequestInProgress')
  for (const answer of answers) {
    expect(misfitOf(declared.endpoint, operationOf(declared), answer), outcomeOf(answer)).toBeNull()
  }
})
