import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleLimits } from '../api/sample-limits.ts'
import { factsText, limitText, refusalOf } from './video-file.ts'

const { video } = sampleLimits()

beforeEach(() => {
  vi.stubGlobal('navigator', { language: 'en-US' })
})
afterEach(() => vi.unstubAllGlobals())

describe('a file that was chosen', () => {
  it.each([
    [{ type: 'image/png', size: 10 }, 'This is not an MP4, MOV or WebM video.'],
    [{ type: 'video/mp4', size: 100_000_001 }, 'This video is 100 MB. The limit is 100 MB.'],
    [{ type: 'video/mp4', size: 0 }, 'This file is empty.'],
    [{ type: 'video/mp4', size: 100_000_000 }, null],
  ])('%o is refused with %j', (file, refusal) => {
    expect(refusalOf(file, video)).toBe(refusal)
  })

  it('is described by its size, its length and its dimensions', () => {
    const facts = { width: 1080, height: 1920 }
    expect(factsText({ size: 9_000_000 }, { ...facts, seconds: 61.6 })).toBe('9 MB · 1:02 · 1080 × 1920')
    expect(factsText({ size: 9_000_000 }, { ...facts, seconds: 0.2 })).toBe('9 MB · 0:01 · 1080 × 1920')
    expect(factsText({ size: 9_000_000 }, { ...facts, seconds: null })).toBe('9 MB · 1080 × 1920')
  })
})

it('the limits are told before a file is chosen', () => {
  expect(limitText(video)).toBe('Up to 100 MB')
})
