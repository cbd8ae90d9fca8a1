import { describe, expect, it } from 'vitest'
import { followParts } from './watched.ts'

function parts(...steps: (number | 'stop')[]) {
  const followed = followParts()
  for (const step of steps) {
    if (step === 'stop') followed.stop()
    else followed.at(step)
  }
  return followed.parts()
}

describe('what was watched', () => {
  it.each([
    ['in one go', [0, 0.25, 0.5, 1.004], [[0, 1]]],
    ['with a pause', [0, 1, 'stop', 1, 2], [[0, 2]]],
    [
      'with a leap',
      [0, 1, 30, 31],
      [
        [0, 1],
        [30, 31],
      ],
    ],
    ['twice, as a video that begins again', [2, 3, 4, 0, 1, 2, 3], [[0, 4]]],
    [
      'backwards',
      [10, 11, 5, 6],
      [
        [5, 6],
        [10, 11],
      ],
    ],
    ['without playing', [3, 'stop', 7, 'stop'], []],
  ] as const)('%s is told by its parts', (_, steps, expected) => {
    expect(parts(...steps)).toEqual(expected)
  })
})
