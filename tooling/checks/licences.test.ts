import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { unlicensed } from './licences.ts'

it('everything that is deployed has a licence that requires attribution at most', () => {
  expect(unlicensed(JSON.parse(readFileSync('package-lock.json', 'utf8')))).toEqual([])
})

it('names packages with another licence or without one, and only if they are deployed', () => {
  const packages = {
    '': { dependencies: { a: '1.0.0', b: '1.0.0', d: '1.0.0' } },
    'node_modules/a': { license: 'GPL-3.0' },
    'node_modules/b': { dependencies: { e: '1.0.0' } },
    'node_modules/b/node_modules/e': { license: 'GPL-2.0' },
    'node_modules/c': { license: 'GPL-3.0' },
    'node_modules/d': { license: 'MIT' },
    'node_modules/e': { license: 'MIT' },
  }
  expect(unlicensed({ packages })).toEqual([
    'node_modules/a: GPL-3.0',
    'node_modules/b: no licence',
    'node_modules/b/node_modules/e: GPL-2.0',
  ])
})
