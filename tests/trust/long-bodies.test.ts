import { describe, expect, it } from 'vitest'
import { contract, pathAbout } from '../setup/contract/contract.ts'
import { validBodies } from '../setup/contract/valid-bodies.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { newPartner, newUser } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'

/** What docs/trust.md allows, in milliseconds of processor. */
const LIMIT = 50

const fields = (count: number) =>
  `{${Array.from({ length: count }, (_, index) => `"f${index}":1`).join(',')}}`

const LONG: Record<string, string> = {
  '130,000 unknown fields': fields(130_000),
  '500,000 unknown fields': fields(500_000),
  'one text of 5 MB': JSON.stringify({ title: 'x'.repeat(5_000_000) }),
  '5 MB of brackets': '['.repeat(5_000_000),
  '5 MB of backslashes': `{"a":"${'\\'.repeat(5_000_000)}`,
}

const routes = contract.filter(({ endpoint }) => endpoint.body || endpoint.webhook)

describe('a body that is longer than its route takes', async () => {
  const partner = await newPartner()
  const user = await newUser()

  async function processorTime(method: string, path: string, body: string, who = partner) {
    const cookie = [...who.browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
    const init = { method, headers: { 'content-type': 'application/json', cookie }, body }
    const before = process.cpuUsage()
    const answer = await callInProcess(`http://localhost${path}`, init, { sourceIp: '127.0.0.1' })
    const { user, system } = process.cpuUsage(before)
    const { code = '', errors = [] }: { code?: string; errors?: unknown[] } = JSON.parse(answer.body)
    const outcome = outcomeOf({ status: answer.statusCode, code })
    return { outcome, faults: errors.length, milliseconds: (user + system) / 1_000 }
  }

  it.for(routes)('[111] is refused by $name before it is read', async ({ name, endpoint }, { task }) => {
    const path = pathAbout(endpoint.path, '0'.repeat(24))
    // The function is loaded and has answered once.
    await processorTime(endpoint.method, path, '{')
    const seen: string[] = []
    for (const [what, body] of Object.entries(LONG)) {
      const tries = []
      for (let each = 0; each < 3; each += 1) tries.push(await processorTime(endpoint.method, path, body))
      const best = Math.min(...tries.map(({ milliseconds }) => milliseconds))
      const outcomes = tally(tries.map(({ outcome }) => outcome))
      seen.push(`${what}: ${outcomes}, ${best.toFixed(1)} ms`)
      // One long text may be a video, and is refused as what it is.
      const isVideo = name === 'createReel' && what.includes('text')
      if (isVideo) expect(outcomes, what).toBe('422 ValidationFailed × 3')
      else expect(outcomes, what).toBe('413 PayloadTooLarge × 3')
      expect(best, `${what} at ${name}`).toBeLessThan(LIMIT)
    }
    task.meta.seen = seen.join('; ')
  })

  it('[111] is exactly 64 KiB and one byte, in UTF-8', async () => {
    const padded = (bytes: number) => {
      const body = JSON.stringify({ ...validBodies['loginUser']?.(), password: 'ü' })
      return body + ' '.repeat(bytes - Buffer.byteLength(body))
    }
    const { fetch } = partner.browser
    const longest = await request('POST', '/auth/users/login', { body: padded(65_536), fetch })
    expect(outcomeOf(longest)).toBe('401 InvalidCredentials')
    const longer = await request('POST', '/auth/users/login', { body: padded(65_537), fetch })
    expect(outcomeOf(longer)).toBe('413 PayloadTooLarge')
  })

  it('[111] lists at most 100 faults of a body within the limit', async () => {
    const body = fields(5_000)
    expect(body.length).toBeLessThan(65_536)
    for (const { name, endpoint } of contract.filter(each => each.endpoint.body)) {
      const path = pathAbout(endpoint.path, '0'.repeat(24))
      const who = endpoint.auth === 'user' ? user : partner
      const answer = await processorTime(endpoint.method, path, body, who)
      expect(answer, name).toMatchObject({ outcome: '422 ValidationFailed', faults: 100 })
    }
  })

  it('[112] is a data URI with 2.5 million parameters', async ({ task }) => {
    const base64 = `data:video/webm${';a=b'.repeat(2_500_000)};base64,AAAA`
    const body = JSON.stringify({ ...validBodies['createReel']?.(), video: { base64 } })
    const { outcome, milliseconds } = await processorTime('POST', '/reels', body)
    expect(outcome).toBe('422 ValidationFailed')
    expect(milliseconds).toBeLessThan(1_000)
    task.meta.seen = `${outcome} in ${Math.round(milliseconds)} ms`
  })
})
