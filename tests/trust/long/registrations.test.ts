import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { inProcess } from '../../setup/gateway/in-process.ts'
import { outcomeOf, request, tally } from '../../setup/gateway/requests.ts'
import { newAddress } from '../../setup/people/addresses.ts'
import { newBrand } from '../../setup/people/brands.ts'
import { PASSWORD, stranger } from '../../setup/people/people.ts'
import { database } from '../../setup/platform/database.ts'

const db = database()
afterAll(disconnectDatabase)

/** Each letter in capitals or not, by the bits of a number: no two of the first 50 are spelt alike. */
function mixedCase(email: string, bits: number): string {
  return [...email]
    .map((letter, index) => ((bits >> (index % 6)) & 1 ? letter.toUpperCase() : letter))
    .join('')
}

describe('registrations with one email', () => {
  it.for<'user' | 'partner'>(['user', 'partner'])(
    '[2] creates one %s when 50 register at once with one email in mixed case',
    { timeout: 120_000 },
    async (role, { task }) => {
      const email = `abcdef-${randomUUID()}@example.com`
      const spellings = Array.from({ length: 50 }, (_, index) => mixedCase(email, index))
      expect(new Set(spellings).size).toBe(50)
      const answers = await Promise.all(
        spellings.map((spelling, index) => {
          const name =
            role === 'user'
              ? { username: randomUUID().slice(0, 13).replace('-', '_') }
              : { brandName: newBrand() }
          return request('POST', `/auth/${role}s/register`, {
            body: { ...name, email: spelling, password: PASSWORD },
            // Half of them at the gateway and half in another process, as in two containers.
            fetch: index % 2 === 0 ? stranger().browser.fetch : inProcess({ sourceIp: newAddress() }),
          })
        }),
      )
      const outcomes = tally(answers.map(outcomeOf))
      expect(outcomes).toBe('201 × 1, 409 EmailTaken × 49')
      const collation = { locale: 'en', strength: 2 }
      const documents = await db.collection(`${role}s`).find({ email }).collation(collation).toArray()
      expect(documents).toHaveLength(1)
      const losers = answers.filter(({ status }) => status === 409)
      for (const { headers } of losers) expect(headers.getSetCookie()).toEqual([])
      task.meta.seen = `50 at once: ${outcomes}; ${documents.length} document`
    },
  )
})
