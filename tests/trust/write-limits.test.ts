import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { LIMITS } from '#domains/limits/limits.ts'
import { loadConfig } from '#shared/runtime/config.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { take } from '#shared/runtime/limits/counters.ts'
import { type Answer, outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { expectOk, newPartner, newUser, type Person, stranger } from '../setup/people/people.ts'
import { FREE, postUpload, publishReel, readClip } from '../setup/videos/videos.ts'

beforeAll(async () => {
  Object.assign(process.env, inject('settings'))
  await loadConfig()
  await connectDatabase()
  return disconnectDatabase
})

const REFUSED = '429 TooManyRequests'
const bytes = await readClip('sunrise-run.mov')

function askForForm(partner: Person, sizeBytes = bytes.length): Promise<Answer> {
  const file = { name: 'a.mov', sizeBytes, mimeType: 'video/quicktime' }
  const body = { title: 'x', price: FREE, file }
  return request('POST', '/reels/uploads', { body, fetch: partner.browser.fetch })
}

/** What every refusal says, and of which limit. */
function expectRefusal(answer: Answer | undefined, limit: { name: string; seconds: number }): void {
  expect(answer && outcomeOf(answer)).toBe(REFUSED)
  const wait = Number(answer?.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(limit.seconds)
  expect(answer?.headers.get('ratelimit')).toContain(`"${limit.name}";r=0;t=`)
  expect(answer?.headers.get('ratelimit-policy')).toContain(`"${limit.name}";q=`)
}

describe('what an account may do', () => {
  it('[117] refuses the 51st form that is open, until something is published from one', async ({ task }) => {
    const partner = await newPartner()
    const answers: Answer[] = []
    for (let form = 0; form < 51; form += 1) answers.push(await askForForm(partner))
    expect(tally(answers.map(outcomeOf))).toBe(`201 × 50, ${REFUSED} × 1`)
    expectRefusal(answers[50], LIMITS.openForms)
    expect((await askForForm(await newPartner())).status).toBe(201)
    const { reel, upload } = JSON.parse(answers[0]?.text ?? '')
    const { fileId } = JSON.parse(await (await postUpload(upload, bytes, 'video/quicktime')).text())
    expectOk(await partner.api.publishReel({ params: { reelId: reel.id }, body: { fileId } }))
    expect((await askForForm(partner)).status).toBe(201)
    expectRefusal(await askForForm(partner), LIMITS.openForms)
    task.meta.seen = tally(answers.map(outcomeOf))
  }, 60_000)

  it('[117] counts a form that replaces another one', async () => {
    const partner = await newPartner()
    await take({ limit: LIMITS.openForms, key: partner.id, amount: LIMITS.openForms.quota - 1 })
    const { reel } = JSON.parse((await askForForm(partner)).text)
    const body = { file: { name: 'a.mov', sizeBytes: bytes.length, mimeType: 'video/quicktime' } }
    const { fetch } = partner.browser
    expectRefusal(await request('POST', `/reels/${reel.id}/uploads`, { body, fetch }), LIMITS.openForms)
  })

  it('[117] refuses an upload that makes more than 20 GB a day, and counts videos in Base64', async ({
    task,
  }) => {
    const partner = await newPartner()
    const left = 2_000_000
    await take({ limit: LIMITS.uploadBytes, key: partner.id, amount: 20_000_000_000 - left })
    expect((await askForForm(partner, left - bytes.length)).status).toBe(201)
    await publishReel(partner)
    const answer = await askForForm(partner, bytes.length)
    expect(outcomeOf(answer)).toBe(REFUSED)
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(24 * 60 * 60)
    expect(answer.headers.get('ratelimit-policy')).toContain(
      '"upload-bytes";q=20000000000;qu="content-bytes";w=86400',
    )
    task.meta.seen = `${outcomeOf(answer)}: ${answer.headers.get('ratelimit')}`
  })

  it('[117] refuses the 121st change in a minute, in every session, and counts neither refreshing nor logging out', async ({
    task,
  }) => {
    const [user, other] = [await newUser(), await newUser()]
    const reel = await publishReel(await newPartner())
    const like = ({ browser }: Pick<Person, 'browser'>, method = 'PUT') =>
      request(method, `/reels/${reel.id}/like`, { fetch: browser.fetch })
    const elsewhere = stranger()
    expectOk(await elsewhere.api.loginUser({ body: { email: user.email, password: user.password } }))
    const answers: Answer[] = []
    for (let sent = 0; sent < 120; sent += 20) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => like(user)))))
      expect((await user.api.refreshSession()).status).toBe(204)
    }
    const last = await like(user)
    expect(tally(answers.map(outcomeOf))).toBe('200 × 120')
    for (const answer of answers) expect(answer.headers.get('ratelimit')).toMatch(/^"writes";r=\d+;t=\d+$/)
    expectRefusal(last, LIMITS.writes)
    expectRefusal(await like(elsewhere, 'DELETE'), LIMITS.writes)
    expect((await like(other)).status).toBe(200)
    expect((await user.api.getMe()).status).toBe(200)
    expect((await user.api.refreshSession()).status).toBe(204)
    expect((await user.api.logout()).status).toBe(204)
    task.meta.seen = `${tally(answers.map(outcomeOf))}, then ${outcomeOf(last)}`
  }, 60_000)

  it('[117] does not count what the cookie of an ended session asks for', async () => {
    const user = await newUser()
    const cookie = `reels_access=${user.browser.cookies.get('reels_access')?.value}`
    expectOk(await user.api.logout())
    const send = () => request('PUT', `/reels/${'0'.repeat(24)}/like`, { headers: { cookie } })
    for (let sent = 0; sent < 5; sent += 1) expect(outcomeOf(await send())).toBe('401 NotAuthenticated')
    expectOk(await user.api.loginUser({ body: { email: user.email, password: user.password } }))
    const next = await request('DELETE', '/auth/sessions', { fetch: user.browser.fetch })
    expect(next.headers.get('ratelimit')).toMatch(/^"writes";r=119;/)
  })

  it('[117] refuses the 11th change of a name in an hour, and nothing else', async ({ task }) => {
    const partner = await newPartner()
    const change = (body: object) => request('PATCH', '/auth/me', { body, fetch: partner.browser.fetch })
    const answers: Answer[] = []
    for (let name = 0; name < 11; name += 1)
      answers.push(await change({ brandName: `Brand ${randomUUID()}` }))
    expect(tally(answers.map(outcomeOf))).toBe(`200 × 10, ${REFUSED} × 1`)
    expectRefusal(answers[10], LIMITS.nameChanges)
    expect((await change({ bio: 'Small films about large water.' })).status).toBe(200)
    task.meta.seen = tally(answers.map(outcomeOf))
  })

  it('[117] is told by GET /config, for all of it', async () => {
    const { limits } = expectOk(await stranger().api.getConfig())
    expect(limits).toEqual(Object.values(LIMITS).map(limit => ({ growsTo: null, ...limit })))
  })
})
