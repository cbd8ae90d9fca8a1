import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { unlicensed } from './licences.ts'

it('everything that is deployed has a licence that asks for no more than to be named', () => {
  expect(unlicensed(JSON.parse(readFileSync('package-lock.json', 'utf8')))).toEqual([])
})

it('a package with another licence, or with none, is told; one of the tools may have any', () => {
  const packages = {
    '': {},
    'node_modules/a': { license: 'GPL-3.0' },
    'node_modules/b': {},
    'node_modules/c': { license: 'GPL-3.0', dev: true },
    'node_modules/d': { license: 'MIT' },
  }
  expect(unlicensed({ packages })).toEqual(['node_modules/a: GPL-3.0', 'node_modules/b: no licence'])
})
