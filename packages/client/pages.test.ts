import { expect, it } from 'vitest'
import { everyItem, ProblemError } from './pages.ts'

const PROBLEM = {
  type: 'about:blank',
  title: 'Invalid cursor',
  status: 400,
  code: 'InvalidCursor',
  detail: 'This cursor is not from this list.',
  requestId: 'r1',
} as const

it('reads every item of a list, a page at a time and only when it is asked for', async () => {
  const pages = [
    { items: [1, 2], nextCursor: 'second' },
    { items: [], nextCursor: 'third' },
    { items: [3], nextCursor: null },
  ]
  const read: (string | undefined)[] = []
  const items = everyItem(async ({ cursor }) => {
    read.push(cursor)
    return { ok: true, data: pages[read.length - 1] ?? { items: [], nextCursor: null } }
  })
  expect(await items.next()).toMatchObject({ value: 1 })
  expect(await items.next()).toMatchObject({ value: 2 })
  expect(read).toEqual([undefined])
  expect(await items.next()).toMatchObject({ value: 3 })
  expect(await items.next()).toMatchObject({ done: true })
  expect(read).toEqual([undefined, 'second', 'third'])
})

it('throws the problem of a page that is refused', async () => {
  const refused = everyItem(async () => ({ ok: false, problem: PROBLEM }))
  await expect(refused.next()).rejects.toThrow(ProblemError)
  const again = everyItem(async () => ({ ok: false, problem: PROBLEM }))
  await expect(again.next()).rejects.toMatchObject({ message: PROBLEM.detail, problem: PROBLEM })
})
