import { expect, it } from 'vitest'
import type { View } from '../storage/view.ts'
import type { Access } from './planner.ts'
import { accessRows } from './scan.ts'

const PAGE = 21
const RANGES = 200

it('a merge of many ranges reads a few rows of each before it knows which of them it needs', () => {
  const asked: number[] = []
  const view = {
    entries(_index: unknown, { lower }: { lower: Uint8Array }, ...[, , limit]: [unknown, unknown, number]) {
      asked.push(limit)
      const rows = Array.from({ length: limit }, (_, row) => ({
        key: Buffer.from([...lower, row]),
        rid: asked.length * 1_000 + row,
      }))
      return { rows, next: rows.at(-1) }
    },
  } as unknown as View
  const index = { multikey: [], accesses: 0, collection: { dropped: false, indexes: [] as unknown[] } }
  index.collection.indexes.push(index)
  const ranges = Array.from({ length: RANGES }, (_, n) => ({
    lower: Buffer.from([n]),
    upper: Buffer.from([n + 1]),
    prefixLength: 1,
  }))
  const access = { stage: 'IXSCAN', index, ranges, direction: 1, merge: true } as unknown as Access
  const rows = accessRows(view, index.collection as never, access, 'document', [], PAGE)
  for (let found = 0; found < PAGE; ) if (rows.next().value) found += 1
  expect(asked.slice(0, RANGES)).toEqual(Array(RANGES).fill(1))
  expect(asked.reduce((sum, limit) => sum + limit)).toBeLessThan(2 * RANGES)
})
