import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROTECTIONS } from './protections.ts'

describe('the list of protections', () => {
  it('has one for each row', () => {
    const rows = new Set(PROTECTIONS.map(({ row }) => row))
    const missing = Array.from({ length: 49 }, (_, index) => index + 1).filter(row => !rows.has(row))
    expect(missing).toEqual([])
  })

  it.for(PROTECTIONS.map(({ row, without, edits }) => ({ row, without, edits })))(
    'finds $without in the sources, once',
    ({ edits }) => {
      for (const { file, take } of edits) {
        const source = readFileSync(join(process.cwd(), file), 'utf8')
        expect(source.split(take).length - 1, file).toBe(1)
      }
    },
  )
})
