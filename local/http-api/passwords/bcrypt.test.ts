import bcrypt from 'bcryptjs'
import { expect, it } from 'vitest'
import inThreads from './bcrypt.ts'

it('hashes and compares as bcryptjs does, in threads', async () => {
  const hashes = await Promise.all(['one', 'two', 'three'].map(password => inThreads.hash(password, 4)))
  expect(await Promise.all(hashes.map(hash => bcrypt.compare('two', hash)))).toEqual([false, true, false])
  expect(await Promise.all(hashes.map(hash => inThreads.compare('three', hash)))).toEqual([
    false,
    false,
    true,
  ])
  expect(inThreads.getRounds(hashes[0] ?? '')).toBe(4)
})

it('fails as bcryptjs does', async () => {
  const notAPassword = JSON.parse('null')
  await expect(inThreads.hash(notAPassword, 4)).rejects.toThrow('Illegal arguments')
  await expect(inThreads.compare('password', await inThreads.hash('password', 4))).resolves.toBe(true)
})
