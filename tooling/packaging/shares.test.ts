import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Share } from './deployment.ts'
import { concurrencyYml, containersFor, sharesFor } from './shares.ts'

const kinds = ['busy', 'usual', 'rare', 'job', null] as const
const functionsOf = (counts: Partial<Record<Share, number>>) =>
  kinds.flatMap(share => Array.from({ length: (share && counts[share]) ?? 0 }, () => ({ share })))

describe('the shares of the functions', () => {
  it('are a quarter of a busy one for the usual, an eighth for the rare, two for a job', () => {
    const functions = functionsOf({ busy: 8, usual: 13, rare: 12, job: 5 })
    expect(sharesFor(functions, { connections: 3_000, poolSize: 3 })).toEqual({
      busy: 31,
      usual: 7,
      rare: 3,
      job: 2,
    })
  })

  it('[107] stay within 0.8 of the connections, and one more for the busy would not fit', () => {
    const counts = fc.record({
      busy: fc.integer({ min: 1, max: 30 }),
      usual: fc.nat(60),
      rare: fc.nat(60),
      job: fc.nat(20),
    })
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 2_000, max: 16_000 }),
        fc.integer({ min: 1, max: 5 }),
        (of, connections, poolSize) => {
          const shares = sharesFor(functionsOf(of), { connections, poolSize })
          const sumOf = ({ busy, usual, rare, job }: typeof shares) =>
            of.busy * busy + of.usual * usual + of.rare * rare + of.job * job
          const containers = containersFor({ connections, poolSize })
          expect(sumOf(shares)).toBeLessThanOrEqual(containers)
          const busy = shares.busy + 1
          const more = {
            busy,
            usual: Math.max(1, Math.floor(busy / 4)),
            rare: Math.max(1, Math.floor(busy / 8)),
            job: 2,
          }
          expect(sumOf(more)).toBeGreaterThan(containers)
          expect(containers * (poolSize + 3)).toBeLessThanOrEqual(0.8 * connections)
          expect(containers).toBeLessThanOrEqual(900)
        },
      ),
    )
  })

  it('need a database that has a connection for each function', () => {
    expect(() => sharesFor(functionsOf({ usual: 70 }), { connections: 500, poolSize: 3 })).toThrow(
      '70 functions need a larger database than one of 500 connections',
    )
  })

  it('are written for the stages that reserve them', () => {
    const stages = `
default: { mongodbPoolSize: '3', databaseConnections: 500 }
dev: {}
prod: { reservesConcurrency: true, databaseConnections: 1500 }
`
    expect(concurrencyYml(functionsOf({ busy: 2, usual: 4 }), stages)).toMatch(
      /^# .*\nprod:\n {2}busy: 67\n {2}usual: 16\n {2}rare: 8\n {2}job: 2\n$/,
    )
  })
})
