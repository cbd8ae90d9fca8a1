import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { neededQuery, withQuery } from '../setup/contract/contract.ts'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { expectOk, newPartner, newUser, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

const LIMITS = [
  '0',
  '-1',
  '1e9',
  '1,2',
  '51',
  '',
  '1.0',
  '+1',
  '0x1',
  ' 1',
  '１',
  '1&limit=2',
  '9'.repeat(400),
]
const OTHERS = ['offset=3', 'limit[$gt]=1', 'cursor=a&cursor=b', `cursor=${'a'.repeat(1_001)}`, '__proto__=1']

describe('the query of a list', async () => {
  const [partner, user] = [await newPartner(), await newUser()]

  it.each(withQuery)(
    '[27] $name answers 422 to an invalid limit and to an unknown parameter',
    async ({ endpoint }) => {
      const { fetch } = (endpoint.auth === 'partner' ? partner : user).browser
      for (const query of [...LIMITS.map(limit => `limit=${limit}`), ...OTHERS]) {
        const path = `${endpoint.path}?${neededQuery({ endpoint })}${query}`
        const answer = await request(endpoint.method, path, { fetch })
        expect(outcomeOf(answer), query).toBe('422 ValidationFailed')
        expect(Object.keys(answer.faults), query).toHaveLength(1)
      }
    },
  )
})

interface Page {
  items: { id: string }[]
  nextCursor: string
}

describe('a cursor', async () => {
  const tag = `t${randomUUID().replaceAll('-', '').slice(0, 20)}`
  const [partner, otherPartner, user, otherUser] = [
    await newPartner(),
    await newPartner(),
    await newUser(),
    await newUser(),
  ]
  for (const owner of [partner, partner, otherPartner, otherPartner]) {
    const { id: reelId } = await publishReel(owner, { tags: [tag] })
    for (const { api } of [user, otherUser]) {
      expectOk(await api.likeReel({ params: { reelId } }))
      expectOk(await api.saveReel({ params: { reelId } }))
    }
  }

  /** Every list, by the query that it is read with, and who reads it. */
  const LISTS: { path: string; who: Person }[] = [
    { path: `/reels?tag=${tag}`, who: user },
    { path: `/reels?tag=${tag}&price=free`, who: user },
    { path: `/reels?partner=${partner.id}`, who: user },
    { path: `/reels?partner=${otherPartner.id}`, who: user },
    { path: '/reels?', who: user },
    { path: `/search/reels?q=${tag}`, who: user },
    { path: `/search/reels?q=${tag}&sort=newest`, who: user },
    { path: `/search/reels?q=${tag}&price=free`, who: user },
    { path: `/search/reels?q=${tag}+reel`, who: user },
    { path: '/search/partners?q=salt', who: user },
    { path: '/search/partners?q=light', who: user },
    { path: '/me/reels?', who: partner },
    { path: '/me/reels?q=reel', who: partner },
    { path: '/me/reels?q=reel', who: otherPartner },
    { path: '/me/reels?status=ready', who: partner },
    { path: '/me/reels?', who: otherPartner },
    { path: '/me/likes?', who: user },
    { path: '/me/likes?', who: otherUser },
    { path: '/me/saves?', who: user },
    { path: '/me/saves?', who: otherUser },
  ]

  async function read({ path, who }: (typeof LISTS)[number], cursor?: string) {
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await request('GET', `${path}&limit=1${query}`, { fetch: who.browser.fetch })
    const page: Page = JSON.parse(answer.text)
    return { outcome: outcomeOf(answer), page }
  }

  const cursors = await Promise.all(LISTS.map(async list => (await read(list)).page.nextCursor))

  it('[27] accepts a cursor for its own list, and not for another list, filter or person', async ({
    task,
  }) => {
    const outcomes: string[] = []
    for (const [listIndex, list] of LISTS.entries()) {
      for (const [cursorIndex, cursor] of cursors.entries()) {
        const { outcome } = await read(list, cursor)
        outcomes.push(outcome)
        expect(outcome, `the cursor of ${LISTS[cursorIndex]?.path} for ${list.path}`).toBe(
          listIndex === cursorIndex ? '200' : '400 InvalidCursor',
        )
      }
    }
    task.meta.seen = `${LISTS.length} lists × ${LISTS.length} cursors: ${tally(outcomes)}`
  })

  it('[27] refuses a cursor that was cut anywhere, changed in any character, made longer or encoded differently', async ({
    task,
  }) => {
    const outcomes: string[] = []
    for (const [index, list] of LISTS.entries()) {
      const cursor = cursors[index] ?? ''
      const changed = [...cursor].flatMap((letter, at) => [
        cursor.slice(0, at),
        `${cursor.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
      ])
      const written = [
        `${cursor}=`,
        `${cursor}A`,
        `A${cursor}`,
        ` ${cursor}`,
        `${cursor}\n`,
        `${cursor}!`,
        'null',
      ]
      // One list is tried in full, and the others only at the ends of their cursors.
      const tried =
        index === 0 ? [...changed, ...written] : [changed[1] ?? '', changed.at(-1) ?? '', ...written]
      for (const attempt of tried) {
        const { outcome } = await read(list, attempt)
        outcomes.push(outcome)
        expect(outcome, attempt).toBe('400 InvalidCursor')
      }
    }
    task.meta.seen = tally(outcomes)
  })
})
