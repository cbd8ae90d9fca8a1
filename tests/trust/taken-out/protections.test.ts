import { describe, expect, it } from 'vitest'
import { rowsOfPage } from '../rows.ts'
import { readMarkers } from './markers.ts'
import { nameOf, without } from './protection.ts'
import { PROTECTIONS } from './protections.ts'

const root = process.cwd()
const markers = readMarkers(root)

describe('the list of protections', () => {
  it('has one for each row', () => {
    const rows = new Set(PROTECTIONS.map(({ row }) => row))
    expect(rowsOfPage(root).filter(row => !rows.has(row))).toEqual([])
  })

  it('has every one that is marked in the sources', () => {
    const listed = new Set(PROTECTIONS.flatMap(({ edits }) => edits.map(({ marker }) => marker)))
    expect([...markers.keys()].filter(marker => !listed.has(marker))).toEqual([])
  })

  it('has none twice', () => {
    const names = PROTECTIONS.map(nameOf)
    expect(names).toEqual([...new Set(names)])
  })

  it.for(PROTECTIONS.map(protection => ({ name: nameOf(protection), protection })))(
    'can take out $name',
    ({ protection }) => {
      const sources = without(protection, markers)
      for (const [file, code] of sources) {
        const before = [...markers.values()].flat().find(place => place.file === file)?.code
        expect(code, file).not.toBe(before)
      }
    },
  )
})
