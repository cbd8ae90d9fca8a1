import { describe, expect, it } from 'vitest'
import { rejectionText } from './video-file.ts'

describe('an upload that the media service refused', () => {
  it.each([
    ["Your request failed 'checks' validation.", /is not an MP4, MOV or WebM video/],
    [
      'Your request contains expired token.',
      /^The upload was rejected: Your request contains expired token\.$/,
    ],
    ['', /^The upload was rejected\.$/],
  ])('is explained to its partner: %j', (message, text) => {
    expect(rejectionText(message)).toMatch(text)
  })
})
