import { randomUUID } from 'node:crypto'
import type { DeclaredEndpoint } from '#tooling/contract/declarations.ts'
import { type Answer, outcomeOf, request } from '../gateway/requests.ts'
import { newPartner, newUser, PASSWORD, stranger } from '../people/people.ts'
import { publishReel } from '../videos/videos.ts'
import { contract } from './contract.ts'
import { validBodies } from './valid-bodies.ts'

export const ALLOWED_ORIGIN = 'http://localhost:4000'
export const REFUSED_ORIGIN = 'https://evil.example'

export interface Provoked {
  name: string
  endpoint: DeclaredEndpoint['endpoint']
  answer: Answer
  outcome: string
}

type Send = typeof request

interface Options {
  /** Added to every request. */
  headers?: Record<string, string>
  /** Used instead of the network. */
  fetch?: typeof fetch
}

/**
 * Calls every route without a login, with the wrong and with the right role, and with an empty, a valid and an invalid
 * body and one that is not JSON.
 */
export async function provokeOutcomes({ headers = {}, fetch: way }: Options = {}): Promise<Provoked[]> {
  const provoked: Provoked[] = []
  const send: Send = (method, path, options = {}) => {
    const fetch = options.fetch ?? way
    return request(method, path, {
      ...options,
      headers: { ...headers, ...options.headers },
      ...(fetch && { fetch }),
    })
  }
  const [user, partner, other] = [await newUser(), await newPartner(), await newPartner()]
  const cookiesOf = (person: { browser: { cookies: ReadonlyMap<string, { value: string }> } }) =>
    [...person.browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
  const people = { nobody: '', user: cookiesOf(user), partner: cookiesOf(partner), other: cookiesOf(other) }
  // Deletion and logout come last, because they end what the other requests need.
  const last = ['deleteReel', 'endOtherSessions', 'refreshSession', 'logout']
  const routes = [...contract].sort((a, b) => last.indexOf(a.name) - last.indexOf(b.name))
  const reel = await publishReel(partner)

  for (const { name, endpoint } of routes) {
    const paths = [reel.id, '0'.repeat(24), 'none'].map(id =>
      endpoint.path.replace(/\{\w+\}/, () => idFor(endpoint.path, id)),
    )
    const bodies: unknown[] = endpoint.body ? [validBodies[name]?.() ?? {}, {}, '{"a":'] : [undefined]
    for (const cookie of Object.values(people)) {
      for (const path of new Set(paths)) {
        for (const body of bodies) await provoke(name, endpoint, path, { body, cookie })
      }
    }
    if (endpoint.query) await provoke(name, endpoint, `${endpoint.path}?limit=0`, { cookie: people.user })
    if (endpoint.query) await provoke(name, endpoint, `${endpoint.path}?cursor=none`, { cookie: people.user })
    if (endpoint.query)
      await provoke(name, endpoint, `${endpoint.path}?cursor=none`, { cookie: people.partner })
    if (endpoint.body) {
      const headers = { 'content-type': 'text/plain' }
      await provoke(name, endpoint, paths[0] ?? '', { body: 'x', cookie: people.partner, headers })
    }
  }
  const login = { email: user.email, password: PASSWORD }
  const again = {
    email: user.email.toUpperCase(),
    username: randomUUID().slice(0, 13).replace('-', '_'),
    password: PASSWORD,
  }
  await provokeNamed('loginUser', login)
  await provokeNamed('loginPartner', { ...login, email: partner.email })
  await provokeNamed('registerUser', again)
  const wrong = { ...login, email: `${randomUUID()}@example.com`, password: 'not-the-password' }
  const { browser } = stranger()
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const answer = await send('POST', '/auth/users/login', { body: wrong, fetch: way ?? browser.fetch })
    if (answer.status === 429) record('loginUser', answer)
  }
  return provoked

  function idFor(path: string, id: string): string {
    return path.startsWith('/partners/') && id === reel.id ? partner.id : id
  }

  async function provoke(
    name: string,
    endpoint: DeclaredEndpoint['endpoint'],
    path: string,
    options: { body?: unknown; cookie?: string; headers?: Record<string, string> },
  ) {
    const { cookie, body, headers = {} } = options
    const answer = await send(endpoint.method, path, {
      headers: { ...headers, ...(cookie && { cookie }) },
      ...(body !== undefined && { body }),
    })
    provoked.push({ name, endpoint, answer, outcome: outcomeOf(answer) })
  }

  async function provokeNamed(name: string, body: unknown) {
    const found = contract.find(declared => declared.name === name)
    if (found) await provoke(name, found.endpoint, found.endpoint.path, { body })
  }

  function record(name: string, answer: Answer) {
    const found = contract.find(declared => declared.name === name)
    if (found) provoked.push({ name, endpoint: found.endpoint, answer, outcome: outcomeOf(answer) })
  }
}
