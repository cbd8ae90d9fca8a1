import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, inject, it } from 'vitest'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { answerWriter } from '#tooling/packaging/answers/answer-writer.ts'
import { contract, operationOf } from '../setup/contract/contract.ts'
import { request } from '../setup/gateway/requests.ts'
import { stranger } from '../setup/people/people.ts'
import { SCHEDULE_PATH } from './setup/gateway.ts'

const deployed = inject('deployed')
const endpoints = deployed.filter(({ routes }) => routes.length > 0)
const jobs = deployed.filter(({ routes }) => routes.length === 0)

const writtenAnswers = contract.filter(({ endpoint: { success } }) => {
  return success.body && !success.contentType && !success.packed && answerWriter(success.body) !== null
})

/** Every file in a folder, with its content. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, entry)
    hash.update(`${entry}\n`)
    if (statSync(path).isFile()) hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

const before = new Map(
  Object.entries(inject('taskRoots')).map(([name, folder]) => [name, fingerprint(folder)]),
)

describe('a packaged function under the runtime interface of Lambda', () => {
  it('is there for every endpoint and every job', () => {
    expect(endpoints.length).toBeGreaterThanOrEqual(contract.length)
    expect(jobs.length).toBeGreaterThan(4)
  })

  it.for(endpoints.map(({ name, routes }) => [name, routes[0] ?? ''] as const))(
    '%s starts and answers a stranger as documented',
    async ([name, key]) => {
      const [method = '', pattern = '/nowhere'] = key === '$default' ? ['GET'] : key.split(' ')
      const path = pattern.replace(/\{\w+\+?\}/g, '0'.repeat(24))
      const answer = await request(method, path, method === 'GET' ? {} : { body: {} })
      const declared = contract.find(each => each.name === name)
      if (declared) expect(Object.keys(operationOf(declared).responses)).toContain(String(answer.status))
      expect(answer.status, answer.text).toBeLessThan(500)
      expect(answer.headers.get('x-request-id'), answer.text).toBeTruthy()
    },
  )

  it.for(writtenAnswers.map(({ name }) => name))(
    '%s writes its answers by code, and no field that nobody declared',
    async name => {
      const { handler = '' } = deployed.find(each => each.name === name) ?? {}
      const file = join(inject('taskRoots')[name] ?? '', handler.replace(/\.handler$/, '.mjs'))
      const { [name]: endpoint }: Record<string, AnyEndpoint> = await import(pathToFileURL(file).href)
      const { write } = endpoint?.success ?? {}
      const { example } = contract.find(each => each.name === name)?.endpoint.success ?? {}
      if (example) expect(JSON.parse(write?.(example) ?? '')).toEqual(example)
      expect(() => write?.({ ...(example as object), passwordHash: 'x' })).toThrow('does not fit its schema')
    },
  )

  it.for(jobs.map(({ name }) => name))('%s runs on its schedule', async name => {
    const answer = await request('POST', `${SCHEDULE_PATH}${name}`)
    expect(`${answer.status} ${answer.text}`).toBe('200 {"payload":"null"}')
  })

  it('answers while others are being answered, with as many environments as that takes', async () => {
    const { api } = stranger()
    const pages = await Promise.all(Array.from({ length: 4 }, () => api.listReels()))
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('writes nothing beside its code', () => {
    for (const [name, folder] of Object.entries(inject('taskRoots')))
      expect(fingerprint(folder), name).toBe(before.get(name))
  })
})
