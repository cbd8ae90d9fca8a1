import { expect, it } from 'vitest'
import { inWords } from './in-words.ts'
import { readResults } from './results.ts'

const results = (['cold', 'warm', 'scale', 'hot'] as const).flatMap(name => readResults(name) ?? [])

it('says what the results mean in five sentences', () => {
  const sentences = inWords(results).trim().split('\n')
  expect(sentences).toHaveLength(5)
  for (const sentence of sentences) expect(sentence).not.toMatch(/NaN|Infinity|undefined/)
})

it('names a measure that is gone', () => {
  const [cold] = results
  if (!cold) throw new Error('There are no results')
  expect(() => inWords([{ ...cold, measures: [] }])).toThrow('change bench/setup/in-words.ts')
})
