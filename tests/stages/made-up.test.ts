import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageFolder } from '#tooling/packaging/package.ts'
import { MADE_UP_NAMES, packageWithMadeUp } from './made-up.ts'
import {
  expectClosedReferences,
  expectEnoughConnections,
  expectSmallStacks,
  expectWholeFunctions,
} from './stack-checks.ts'
import { functionsOf, settingOf, stacksIn, templateOf, together } from './stages.ts'

describe.each(['prod', 'staging'] as const)('%s with 140 functions', stage => {
  const root = packageWithMadeUp(stage)
  afterAll(() => rmSync(root, { recursive: true }))
  const stacks = stacksIn(join(root, packageFolder(stage)))
  const functions = functionsOf(stage, together(stacks))

  it('has all of them', () => {
    expect(functions.size).toBe(functionsOf(stage).size + MADE_UP_NAMES.length)
    expect(functions.size).toBeGreaterThanOrEqual(140)
  })

  it('is cut into stacks far below the limits of CloudFormation', () => {
    expectSmallStacks(stacks)
  })

  it('is complete', () => {
    expectClosedReferences(stacks)
    expectWholeFunctions(stacks, stage)
  })

  it('leaves every real function in the stack that it is in without the others', () => {
    const real = stacksIn(packageFolder(stage))
    for (const [stack, { Resources }] of real) {
      const ids = Object.keys(Resources)
      expect(Object.keys(stacks.get(stack)?.Resources ?? {}), stack).toEqual(expect.arrayContaining(ids))
    }
    expect(Object.keys(templateOf(stage).Resources).length).toBeGreaterThan(200)
  })

  it('has enough connections to its database', () => {
    expectEnoughConnections(stacks, stage, settingOf(stage, 'databaseConnections'))
  })
})
