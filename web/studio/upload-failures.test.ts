import { describe, expect, it } from 'vitest'
import { needsAnotherFile, sendingFailure } from './upload-failures.ts'

describe('an upload that the media service did not take', () => {
  it.each([
    [400, "Your request failed 'checks' validation.", /is not an MP4, MOV or WebM video/, true],
    [400, 'Your request contains expired token.', /took too long to start\. Try again\.$/, false],
    [503, '', /not available right now\. Try again in a moment\.$/, false],
  ])('with %i and %j is explained, with the way on', (status, message, text, isFileAtFault) => {
    const failure = sendingFailure({ ok: false, status, message })
    expect(failure.message).toMatch(text)
    expect(needsAnotherFile(failure)).toBe(isFileAtFault)
  })
})
