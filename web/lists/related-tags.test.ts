import { expect, it } from 'vitest'
import { relatedTags } from './related-tags.ts'

it('the tags beside a tag are the most frequent ones, without itself, and not too many', () => {
  expect(
    relatedTags(
      [
        ['sea', 'calm'],
        ['sea', 'boats', 'night'],
        ['sea', 'night'],
      ],
      'sea',
    ),
  ).toEqual(['night', 'calm', 'boats'])
  const many = Array.from({ length: 20 }, (_, index) => `tag${index}`)
  expect(relatedTags([many], 'sea')).toHaveLength(8)
  expect(relatedTags([], 'sea')).toEqual([])
})
