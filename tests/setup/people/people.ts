import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { type Client, createClient, type OperationName, type Result } from '#client'
import { type Browser, openBrowser } from '#local/browser.ts'
import { fetchFrom, newAddress } from './addresses.ts'
import { newBrand } from './brands.ts'
import { PASSWORD } from './passwords.ts'

/** Somebody with a browser, a login and the typed client. */
export interface Person {
  id: string
  email: string
  password: string
  browser: Browser
  api: Client
}

export { PASSWORD }

/** Somebody who is not logged in, with a new address. */
export function stranger(browser = openBrowser(new Map(), fetchFrom(newAddress()))): {
  browser: Browser
  api: Client
} {
  return { browser, api: createClient({ baseUrl: inject('apiUrl'), fetch: browser.fetch }) }
}

export async function newUser(username = randomUUID().slice(0, 13).replace('-', '_')): Promise<Person> {
  const { browser, api } = stranger()
  const email = `user-${username}@example.com`
  const { account } = expectOk(await api.registerUser({ body: { username, email, password: PASSWORD } }))
  return { id: account.id, email, password: PASSWORD, browser, api }
}

export async function newPartner(brandName = newBrand('Salt & Light')): Promise<Person> {
  const { browser, api } = stranger()
  const email = `partner-${randomUUID()}@example.com`
  const { account } = expectOk(await api.registerPartner({ body: { brandName, email, password: PASSWORD } }))
  return { id: account.id, email, password: PASSWORD, browser, api }
}

/** The data of a result that must be a success. */
export function expectOk<Name extends OperationName>(result: Result<Name>) {
  if (result.ok) return result.data
  throw new Error(`${result.status} ${result.problem.code}: ${JSON.stringify(result.problem)}`)
}

/** Status and code of a result that must be a problem. */
export function problemOf<Name extends OperationName>(result: Result<Name>): string {
  return result.ok ? `${result.status}, no problem` : `${result.status} ${result.problem.code}`
}
